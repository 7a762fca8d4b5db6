package org.seriesflow.dicom;

import java.util.Arrays;
import java.util.Set;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.StorageOptions;
import org.aoju.bus.image.metric.StorageOptions.DigitalSignatureSupport;
import org.aoju.bus.image.metric.StorageOptions.ElementCoercion;
import org.aoju.bus.image.metric.StorageOptions.LevelOfSupport;
import org.aoju.bus.image.metric.internal.pdu.AAssociateAC;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.ExtendedNegotiate;
import org.aoju.bus.image.metric.internal.pdu.Presentation;

/**
 * Decides on each proposed presentation context (PS3.8 section 9.3.3.2): verification, storage
 * commitment, notifications where somebody listens, and storage but for what the configuration
 * excludes. Of the transfer syntaxes offered the first that we take is chosen, so that the peer
 * need not transcode.
 */
final class AcceptingEntity extends ApplicationEntity {
  private static final long serialVersionUID = 1L;

  /** What we do with instances (PS3.4 table B.3-1): keep every byte, change none. */
  private static final StorageOptions STORAGE_OPTIONS =
      new StorageOptions(
          LevelOfSupport.LEVEL_2, DigitalSignatureSupport.LEVEL_3, ElementCoercion.NO);

  /** The same where instances are de-identified: some attributes go, and with them signatures. */
  private static final StorageOptions DEIDENTIFYING =
      new StorageOptions(
          LevelOfSupport.LEVEL_0, DigitalSignatureSupport.LEVEL_1, ElementCoercion.YES);

  private final transient StoredClasses classes;
  private final transient StorageOptions options;
  private final boolean notifications;

  /**
   * An entity.
   *
   * @param deidentifies whether instances are changed before they are kept
   * @param notifications whether instance availability and performed procedure steps are served
   */
  AcceptingEntity(
      String aeTitle, Set<String> excluded, boolean deidentifies, boolean notifications) {
    super(aeTitle);
    this.notifications = notifications;
    classes = new StoredClasses(excluded);
    options = deidentifies ? DEIDENTIFYING : STORAGE_OPTIONS;
  }

  @Override
  protected Presentation negotiate(
      AAssociateRQ request, AAssociateAC response, Presentation proposed) {
    var sopClass = proposed.getAbstractSyntax();
    if (!isServed(sopClass, request)) {
      return refuse(proposed, Presentation.ABSTRACT_SYNTAX_NOT_SUPPORTED);
    }
    var chosen =
        Arrays.stream(proposed.getTransferSyntaxes())
            .filter(TransferSyntaxes::isAccepted)
            .findFirst();
    if (chosen.isEmpty()) {
      return refuse(proposed, Presentation.TRANSFER_SYNTAX_NOT_SUPPORTED);
    }
    if (request.getExtNegotiationFor(sopClass) != null && !isService(sopClass)) {
      response.addExtendedNegotiate(
          new ExtendedNegotiate(sopClass, options.toExtendedNegotiationInformation()));
    }
    return new Presentation(proposed.getPCID(), Presentation.ACCEPTANCE, chosen.get());
  }

  private boolean isServed(String sopClass, AAssociateRQ request) {
    if (sopClass == null) {
      return false;
    }
    var stated = request.getCommonExtendedNegotiationFor(sopClass);
    // Commitment is never refused here: where it is not given, the report says so.
    return isService(sopClass)
        || classes.take(sopClass, stated == null ? null : stated.getServiceClassUID());
  }

  private boolean isService(String sopClass) {
    return sopClass.equals(UID.VerificationSOPClass)
        || sopClass.equals(UID.StorageCommitmentPushModelSOPClass)
        || (notifications && NotificationService.isServed(sopClass));
  }

  private static Presentation refuse(Presentation proposed, int result) {
    // A refused context names a transfer syntax all the same; its value means nothing.
    var offered = proposed.getTransferSyntaxes();
    return new Presentation(
        proposed.getPCID(), result, offered.length == 0 ? UID.ImplicitVRLittleEndian : offered[0]);
  }
}
