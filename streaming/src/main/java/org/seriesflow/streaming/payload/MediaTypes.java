package org.seriesflow.streaming.payload;

import java.util.Map;
import java.util.Optional;

/** The media types of payloads and the extensions of their keys. */
public final class MediaTypes {
  /** A DICOM Part 10 file. */
  public static final String DICOM = "application/dicom";

  /** A NIfTI-1 single file. */
  public static final String NIFTI = "application/x-nifti";

  public static final String JSON = "application/json";

  /** Avro object container file. */
  public static final String AVRO = "application/vnd.apache.avro";

  /** An encrypted identity; nothing refers to it, and only its erasure deletes it. */
  public static final String IDENTITY = "application/vnd.seriesflow.identity";

  /** A key that a patient's identities are sealed by, itself encrypted. */
  public static final String PATIENT_KEY = "application/vnd.seriesflow.patient-key";

  /** Which key is a patient's, encrypted. */
  public static final String PATIENT_KEY_NAME = "application/vnd.seriesflow.patient-key-name";

  /** That a series is of a patient, encrypted. */
  public static final String PATIENT_SERIES = "application/vnd.seriesflow.patient-series";

  public static final String OTHER = "application/octet-stream";

  private static final Map<String, String> EXTENSIONS =
      Map.of(
          DICOM,
          ".dcm",
          NIFTI,
          ".nii",
          JSON,
          ".json",
          AVRO,
          ".avro",
          IDENTITY,
          ".identity",
          PATIENT_KEY,
          ".key",
          PATIENT_KEY_NAME,
          ".keyname",
          PATIENT_SERIES,
          ".series",
          OTHER,
          ".bin");

  private MediaTypes() {}

  static String extension(String mediaType) {
    String extension = EXTENSIONS.get(mediaType);
    if (extension == null) {
      throw new IllegalArgumentException(
          "Media type '%s' has no extension; known: %s".formatted(mediaType, EXTENSIONS.keySet()));
    }
    return extension;
  }

  static Optional<String> ofExtension(String extension) {
    return EXTENSIONS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(extension))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
