package org.seriesflow.dicom;

import java.util.Arrays;
import java.util.Set;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.internal.pdu.AAssociateAC;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;

/**
 * Decides on each proposed presentation context (PS3.8 section 9.3.3.2): verification, every
 * storage SOP class, and private SOP classes, which cannot be told from storage until they are
 * used. Of the transfer syntaxes offered the first that we take is chosen, so that the peer need
 * not transcode.
 */
final class AcceptingEntity extends ApplicationEntity {
  private static final long serialVersionUID = 1L;

  private static final String DICOM_ROOT = "1.2.840.10008.";
  private static final String STORAGE_ROOT = "1.2.840.10008.5.1.4.1.1.";

  /** Storage SOP classes that PS3.6 registers outside the storage root. */
  private static final Set<String> OTHER_STORAGE =
      Set.of(
          "1.2.840.10008.5.1.4.34.7",
          "1.2.840.10008.5.1.4.38.1",
          "1.2.840.10008.5.1.4.39.1",
          "1.2.840.10008.5.1.4.43.1",
          "1.2.840.10008.5.1.4.44.1",
          "1.2.840.10008.5.1.4.45.1");

  AcceptingEntity(String aeTitle) {
    super(aeTitle);
  }

  @Override
  protected Presentation negotiate(
      AAssociateRQ request, AAssociateAC response, Presentation proposed) {
    if (!isServed(proposed.getAbstractSyntax())) {
      return new Presentation(
          proposed.getPCID(),
          Presentation.ABSTRACT_SYNTAX_NOT_SUPPORTED,
          proposed.getTransferSyntax());
    }
    return Arrays.stream(proposed.getTransferSyntaxes())
        .filter(TransferSyntaxes::isAccepted)
        .findFirst()
        .map(chosen -> new Presentation(proposed.getPCID(), Presentation.ACCEPTANCE, chosen))
        .orElseGet(
            () ->
                new Presentation(
                    proposed.getPCID(),
                    Presentation.TRANSFER_SYNTAX_NOT_SUPPORTED,
                    proposed.getTransferSyntax()));
  }

  static boolean isServed(String sopClassUid) {
    return sopClassUid.equals(UID.VerificationSOPClass)
        || sopClassUid.startsWith(STORAGE_ROOT)
        || OTHER_STORAGE.contains(sopClassUid)
        || !sopClassUid.startsWith(DICOM_ROOT);
  }
}
