package org.seriesflow.dicom;

/**
 * Who an instance is of, as it was sent; for a vault and for erasure, and for nothing else. What
 * was missing is empty.
 *
 * @param patientId Patient ID (0010,0020)
 * @param issuerOfPatientId Issuer of Patient ID (0010,0021)
 * @param accessionNumber Accession Number (0008,0050)
 */
public record OriginalIdentity(
    String patientId,
    String issuerOfPatientId,
    String accessionNumber,
    String studyInstanceUid,
    String seriesInstanceUid,
    String sopInstanceUid) {

  /** Says nothing: what is in it belongs into no log. */
  @Override
  public String toString() {
    return "OriginalIdentity[…]";
  }
}
