package org.seriesflow.dicom;

import java.util.Objects;
import java.util.Set;
import javax.crypto.SecretKey;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.ElementDictionary;
import org.aoju.bus.image.galaxy.data.VR;

/**
 * De-identifies instances on their way in, as the Basic Application Level Confidentiality Profile
 * says (PS3.15 annex E). UIDs become pseudonyms. Pixels are not looked at: faces can be
 * reconstructed from them, and what is burned into them stays. Immutable and thread-safe.
 */
public final class Deidentifier {
  private static final String METHOD =
      "PS3.15 2026c Basic Profile, Clean Descriptors; pixels as sent";

  private final ConfidentialityProfile profile;

  /**
   * @param uidKey for the HMAC that UIDs are replaced by; the same in all replicas, for ever
   * @param words that may stay in descriptions, beside the usual ones
   */
  public Deidentifier(SecretKey uidKey, Set<String> words) {
    profile = new ConfidentialityProfile(new UidPseudonyms(uidKey), new DescriptionWords(words));
  }

  /**
   * Whether an attribute still has its value, or what of it may stay, once an instance is
   * de-identified: rules that ask for another one would never match.
   *
   * @param path as of {@link SeriesHeader}
   */
  public static boolean retains(String path) {
    for (var keyword : path.split("\\.", -1)) {
      var tag = ElementDictionary.tagForKeyword(keyword, null);
      switch (ConfidentialityProfile.action(tag)) {
        case KEEP, CLEAN, REPLACE_UID -> {}
        case REMOVE, EMPTY, DUMMY -> {
          return false;
        }
      }
    }
    return true;
  }

  /** The pseudonym of a UID. */
  public String pseudonym(String uid) {
    return profile.replaced(uid);
  }

  /** Applies the profile to the header of an image, and says who it was of. */
  OriginalIdentity apply(Attributes dataset) {
    var identity =
        new OriginalIdentity(
            text(dataset, Tag.PatientID),
            text(dataset, Tag.IssuerOfPatientID),
            text(dataset, Tag.AccessionNumber),
            text(dataset, Tag.StudyInstanceUID),
            text(dataset, Tag.SeriesInstanceUID),
            text(dataset, Tag.SOPInstanceUID));
    profile.apply(dataset);
    dataset.setString(Tag.PatientIdentityRemoved, VR.CS, "YES");
    dataset.setString(Tag.DeidentificationMethod, VR.LO, METHOD);
    var methods = dataset.newSequence(Tag.DeidentificationMethodCodeSequence, 2);
    methods.add(code(dataset, "113100", "Basic Application Confidentiality Profile"));
    methods.add(code(dataset, "113105", "Clean Descriptors Option"));
    dataset.setString(Tag.LongitudinalTemporalInformationModified, VR.CS, "REMOVED");
    return identity;
  }

  private static Attributes code(Attributes parent, String value, String meaning) {
    var code = new Attributes(parent.bigEndian());
    code.setString(Tag.CodeValue, VR.SH, value);
    code.setString(Tag.CodingSchemeDesignator, VR.SH, "DCM");
    code.setString(Tag.CodeMeaning, VR.LO, meaning);
    return code;
  }

  private static String text(Attributes dataset, int tag) {
    return Objects.requireNonNullElse(dataset.getString(tag), "").strip();
  }
}
