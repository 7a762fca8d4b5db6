package org.seriesflow.dicom;

import java.util.Set;

/**
 * Which SOP classes are taken in, by whatever way they come: storage, but for what the
 * configuration excludes.
 *
 * @param excluded UIDs of storage SOP classes that are refused
 */
record StoredClasses(Set<String> excluded) {
  StoredClasses {
    excluded = Set.copyOf(excluded);
  }

  /**
   * Whether instances of the class are taken in.
   *
   * @param sopClassUid null is no class
   * @param serviceClassUid what the peer's common extended negotiation says of the class; null
   *     where it says nothing
   */
  boolean take(String sopClassUid, String serviceClassUid) {
    return sopClassUid != null
        && !excluded.contains(sopClassUid)
        && StorageClasses.isStorage(sopClassUid, serviceClassUid);
  }

  /**
   * Refuses an instance whose class is not taken in.
   *
   * @throws IntakeException with the status 0122H, naming the class
   */
  void require(String sopClassUid, String serviceClassUid) throws IntakeException {
    if (!take(sopClassUid, serviceClassUid)) {
      throw new IntakeException(
          IntakeException.Kind.SOP_CLASS_NOT_SUPPORTED,
          "SOP class " + sopClassUid + " is not taken");
    }
  }
}
