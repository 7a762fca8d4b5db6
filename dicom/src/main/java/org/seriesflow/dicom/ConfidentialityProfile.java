package org.seriesflow.dicom;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.ElementDictionary;
import org.aoju.bus.image.galaxy.data.VR;

/**
 * The Basic Application Level Confidentiality Profile (PS3.15 section E.2, table E.1-1) with the
 * Clean Descriptors Option for what eligibility and rules read. Where the table leaves a choice by
 * the IOD, the attribute stays as one that every IOD takes: a dummy before nothing, nothing before
 * removal.
 *
 * <p>Further than the table: private attributes, curves, overlays and every attribute that the
 * dictionary does not know are removed; UIDs are replaced wherever they stand but for those of the
 * standard itself; names of persons that the table does not list are emptied.
 */
final class ConfidentialityProfile {
  /** What is done with an attribute. */
  enum Action {
    REMOVE,
    EMPTY,
    DUMMY,
    REPLACE_UID,
    CLEAN,
    KEEP
  }

  private static final Map<Integer, Action> TABLE = table();

  /** Descriptions that say what a series shows; PS3.15 section E.3.5. */
  private static final Set<Integer> CLEANED =
      Set.of(Tag.StudyDescription, Tag.SeriesDescription, Tag.ProtocolName, Tag.ContrastBolusAgent);

  /** The standard's own UIDs, of SOP classes and the like, identify nobody. */
  private static final String STANDARD_ROOT = "1.2.840.10008.";

  private static final int CURVES = 0x50;
  private static final int OVERLAYS = 0x60;

  private final UidPseudonyms uids;
  private final DescriptionWords words;

  ConfidentialityProfile(UidPseudonyms uids, DescriptionWords words) {
    this.uids = uids;
    this.words = words;
  }

  private static Map<Integer, Action> table() {
    var table = new HashMap<Integer, Action>();
    for (var line : ResourceLines.of("confidentiality-profile.txt")) {
      var columns = line.split(" ", -1);
      table.put(HexFormat.fromHexDigits(columns[0]), action(columns[1]));
    }
    return Map.copyOf(table);
  }

  private static Action action(String code) {
    if (code.contains("U")) {
      return Action.REPLACE_UID;
    }
    if (code.contains("D")) {
      return Action.DUMMY;
    }
    return code.contains("Z") ? Action.EMPTY : Action.REMOVE;
  }

  /** What is done with an attribute of that tag, whatever its value. */
  static Action action(int tag) {
    int group = tag >>> 16;
    if ((group & 1) == 1 || group >>> 8 == CURVES || group >>> 8 == OVERLAYS) {
      return Action.REMOVE;
    }
    if (CLEANED.contains(tag)) {
      return Action.CLEAN;
    }
    if (ElementDictionary.keywordOf(tag, null).isEmpty()) {
      return isOffsetTable(tag) ? Action.KEEP : Action.REMOVE;
    }
    return TABLE.getOrDefault(tag, Action.KEEP);
  }

  /** Extended Offset Table and its lengths (PS3.3 C.7.6.3.1.8), younger than the dictionary. */
  private static boolean isOffsetTable(int tag) {
    return tag == 0x7FE0_0001 || tag == 0x7FE0_0002;
  }

  /** Applies the profile to a data set and all items in it. */
  void apply(Attributes dataset) {
    for (int tag : dataset.tags()) {
      var vr = dataset.getVR(tag);
      switch (action(tag)) {
        case REMOVE -> dataset.remove(tag);
        case EMPTY -> dataset.setNull(tag, vr);
        case DUMMY -> setDummy(dataset, tag, vr);
        case CLEAN -> clean(dataset, tag, vr);
        case REPLACE_UID, KEEP -> keep(dataset, tag, vr);
      }
    }
  }

  private void keep(Attributes dataset, int tag, VR vr) {
    if (vr == VR.SQ) {
      var items = dataset.getSequence(tag);
      if (items != null) {
        items.forEach(this::apply);
      }
    } else if (vr == VR.UI) {
      var values = dataset.getStrings(tag);
      if (values != null) {
        for (var i = 0; i < values.length; i++) {
          values[i] = replaced(values[i]);
        }
        dataset.setString(tag, vr, values);
      }
    } else if (vr == VR.PN) {
      dataset.setNull(tag, vr);
    }
  }

  /** The pseudonym of a UID; the standard's own stay. */
  String replaced(String uid) {
    return uid == null || uid.startsWith(STANDARD_ROOT) ? uid : uids.of(uid);
  }

  private void clean(Attributes dataset, int tag, VR vr) {
    var text = dataset.getString(tag, "");
    var cleaned = words.clean(text);
    if (cleaned.isEmpty()) {
      dataset.setNull(tag, vr);
    } else {
      dataset.setString(tag, vr, cleaned);
    }
  }

  /** A value that says nothing, of the attribute's own VR (PS3.15 table E.1-1a, action D). */
  private static void setDummy(Attributes dataset, int tag, VR vr) {
    switch (vr) {
      case SQ -> {
        dataset.newSequence(tag, 1).add(new Attributes(dataset.bigEndian()));
      }
      case DA -> dataset.setString(tag, vr, "19000101");
      case DT -> dataset.setString(tag, vr, "19000101000000");
      case TM -> dataset.setString(tag, vr, "000000");
      case AS -> dataset.setString(tag, vr, "000Y");
      case IS, DS -> dataset.setString(tag, vr, "0");
      case AE, CS, LO, LT, PN, SH, ST, UC, UR, UT -> dataset.setString(tag, vr, "REMOVED");
      case FD, FL, SL, SS, UL, US -> dataset.setInt(tag, vr, 0);
      default -> dataset.remove(tag);
    }
  }
}
