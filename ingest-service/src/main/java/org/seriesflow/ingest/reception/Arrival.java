package org.seriesflow.ingest.reception;

import java.util.Optional;
import org.seriesflow.dicom.AssociationInfo;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.rules.Sender;

/**
 * By which way an instance came in.
 *
 * @param callingAet null where there was no association, or it is forgotten
 * @param calledAet likewise
 */
public record Arrival(IntakeSource source, String callingAet, String calledAet) {
  /** By HTTP, which knows no AE titles. */
  public static final Arrival STOW = new Arrival(IntakeSource.STOW, null, null);

  static Arrival by(AssociationInfo association) {
    return new Arrival(IntakeSource.DIMSE, association.callingAet(), association.calledAet());
  }

  Sender sender() {
    return new Sender(Optional.ofNullable(calledAet), Optional.ofNullable(callingAet));
  }
}
