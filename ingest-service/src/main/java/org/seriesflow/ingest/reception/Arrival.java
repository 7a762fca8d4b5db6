package org.seriesflow.ingest.reception;

import org.seriesflow.dicom.AssociationInfo;
import org.seriesflow.events.IntakeSource;

/**
 * By which way an instance came in.
 *
 * @param callingAet null where there was no association
 * @param calledAet likewise
 */
public record Arrival(IntakeSource source, String callingAet, String calledAet) {
  /** By HTTP, which knows no AE titles. */
  public static final Arrival STOW = new Arrival(IntakeSource.STOW, null, null);

  static Arrival by(AssociationInfo association) {
    return new Arrival(IntakeSource.DIMSE, association.callingAet(), association.calledAet());
  }
}
