package org.seriesflow.dicom;

import java.util.regex.Pattern;

/**
 * The UIDs that make an instance addressable, and how its data set is encoded.
 *
 * <p>Each is a valid UID in the form of PS3.5 section 9.1: digits and full stops, at most 64
 * characters; leading zeros of a component are tolerated, since real devices write them.
 */
public record InstanceUids(
    String sopClassUid,
    String sopInstanceUid,
    String seriesInstanceUid,
    String studyInstanceUid,
    String transferSyntaxUid) {

  private static final int MAX_LENGTH = 64;
  private static final Pattern FORM = Pattern.compile("[0-9]+(\\.[0-9]+)*");

  public InstanceUids {
    require("SOPClassUID", sopClassUid);
    require("SOPInstanceUID", sopInstanceUid);
    require("SeriesInstanceUID", seriesInstanceUid);
    require("StudyInstanceUID", studyInstanceUid);
    require("TransferSyntaxUID", transferSyntaxUid);
  }

  /** Whether the text has the form of a UID. */
  static boolean isUid(String text) {
    return text != null && text.length() <= MAX_LENGTH && FORM.matcher(text).matches();
  }

  private static void require(String name, String uid) {
    if (uid == null || uid.isEmpty()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    if (!isUid(uid)) {
      throw new IllegalArgumentException(name + " is not a UID: \"" + shortened(uid) + "\"");
    }
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
  }
}
