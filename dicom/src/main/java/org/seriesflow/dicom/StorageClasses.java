package org.seriesflow.dicom;

import java.util.Set;

/**
 * Which SOP classes are storage: every one of PS3.4 table B.5-1, retired ones, those to come, and
 * private ones, which cannot be told from storage until they are used.
 */
final class StorageClasses {
  /** Storage Service Class, as it stands in common extended negotiation (PS3.7 D.3.3.6). */
  static final String STORAGE_SERVICE_CLASS = "1.2.840.10008.4.2";

  private static final String DICOM_ROOT = "1.2.840.10008.";
  private static final String STORAGE_ROOT = "1.2.840.10008.5.1.4.1.1.";

  /** Storage SOP classes that PS3.6 registers outside the storage root. */
  private static final Set<String> OUTSIDE_ROOT =
      Set.of(
          "1.2.840.10008.5.1.4.34.7", // RT Beams Delivery Instruction
          "1.2.840.10008.5.1.4.34.10", // RT Brachy Application Setup Delivery Instruction
          "1.2.840.10008.5.1.4.34.1", // retired: RT Beams Delivery Instruction, trial
          "1.2.840.10008.5.1.1.27", // retired: Stored Print
          "1.2.840.10008.5.1.1.29", // retired: Hardcopy Grayscale Image
          "1.2.840.10008.5.1.1.30"); // retired: Hardcopy Color Image

  /**
   * Registered under the storage root and no storage of composite instances: queries, and the
   * objects of the Non-Patient Object Storage Service Class (PS3.4 annex GG), which have no study
   * and no series.
   */
  private static final Set<String> OTHERS_IN_ROOT =
      Set.of(
          "1.2.840.10008.5.1.4.1.1.200.1", // CT Defined Procedure Protocol
          "1.2.840.10008.5.1.4.1.1.200.3", // Protocol Approval
          "1.2.840.10008.5.1.4.1.1.200.4", // Protocol Approval FIND
          "1.2.840.10008.5.1.4.1.1.200.5", // Protocol Approval MOVE
          "1.2.840.10008.5.1.4.1.1.200.6", // Protocol Approval GET
          "1.2.840.10008.5.1.4.1.1.200.7", // XA Defined Procedure Protocol
          "1.2.840.10008.5.1.4.1.1.201.1", // Inventory
          "1.2.840.10008.5.1.4.1.1.201.2", // Inventory FIND
          "1.2.840.10008.5.1.4.1.1.201.3", // Inventory MOVE
          "1.2.840.10008.5.1.4.1.1.201.4", // Inventory GET
          "1.2.840.10008.5.1.4.1.1.201.5", // Inventory Creation
          "1.2.840.10008.5.1.4.1.1.201.6"); // Repository Query

  private StorageClasses() {}

  /**
   * Whether instances of the class can be taken in.
   *
   * @param serviceClassUid what the peer's common extended negotiation says of the class; null
   *     where it says nothing
   */
  static boolean isStorage(String sopClassUid, String serviceClassUid) {
    if (!InstanceUids.isUid(sopClassUid) || OTHERS_IN_ROOT.contains(sopClassUid)) {
      return false;
    }
    if (sopClassUid.startsWith(STORAGE_ROOT) || OUTSIDE_ROOT.contains(sopClassUid)) {
      return true;
    }
    return serviceClassUid == null
        ? !sopClassUid.startsWith(DICOM_ROOT)
        : serviceClassUid.equals(STORAGE_SERVICE_CLASS);
  }
}
