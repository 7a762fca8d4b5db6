package org.seriesflow.dicom;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Commands;
import org.aoju.bus.image.metric.DimseRQHandler;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The C-STORE SCP (PS3.4 annex B). Every request gets a response; only a broken network ends the
 * association.
 */
final class StoreService implements DimseRQHandler {
  private static final Logger LOG = LoggerFactory.getLogger(StoreService.class);

  /** (0000,0902) Error Comment is of VR LO. */
  private static final int MAX_COMMENT = 64;

  private final InstanceSink sink;
  private final StoredClasses classes;
  private final ReceiverObserver observer;
  private final Optional<Deidentifier> deidentifier;
  private final OperationsWindow window;
  private final AskedAttributes asked;
  private final BroughtSeries brought = new BroughtSeries();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicBoolean closing = new AtomicBoolean();

  StoreService(
      InstanceSink sink,
      ReceiverSettings settings,
      ReceiverObserver observer,
      OperationsWindow window) {
    this.sink = sink;
    this.window = window;
    classes = new StoredClasses(settings.peers().excludedSopClasses());
    this.observer = observer;
    deidentifier = settings.deidentifier();
    asked = settings.asked();
  }

  /** From now on new instances are refused with A700H; those that have begun are finished. */
  void beginClosing() {
    closing.set(true);
  }

  boolean isIdle() {
    return inFlight.get() == 0;
  }

  /**
   * @param data null where the command says that there is none
   */
  @Override
  public void onDimse(
      Association association,
      Presentation context,
      Dimse dimse,
      Attributes request,
      PDVInputStream data)
      throws IOException {
    ((PeerConnection) association.getSocket()).acknowledgeAtOnce();
    inFlight.incrementAndGet();
    var storing = new Storing(association, context, request);
    if (storing.receive(data)) {
      window.perform(association, storing::complete);
    }
  }

  private void finished() {
    inFlight.decrementAndGet();
    synchronized (this) {
      notifyAll();
    }
  }

  /** One C-STORE: its data set is received, then the instance is made durable and answered. */
  private final class Storing {
    private final Association association;
    private final Presentation context;
    private final Attributes request;
    private final AssociationInfo sender;
    private InstanceSink.Intake intake;
    private ReceivedInstance.Copied copied;

    Storing(Association association, Presentation context, Attributes request) {
      this.association = association;
      this.context = context;
      this.request = request;
      sender = AssociationGate.info(association);
    }

    /** Gives whether it is to be completed; where not, it was answered. */
    boolean receive(PDVInputStream data) throws IOException {
      boolean received = false;
      try {
        var instance = instance(association, sender, context, request, data);
        intake = sink.begin(sender);
        copied = copied(instance, data);
        received = true;
      } catch (IntakeException e) {
        answer(refused(e, data));
      } catch (RuntimeException e) {
        answer(failed(e, data));
      } finally {
        if (!received) {
          end();
        }
      }
      return received;
    }

    private ReceivedInstance.Copied copied(ReceivedInstance instance, PDVInputStream data)
        throws IntakeException, IOException {
      try {
        return instance.copy(data, data::copyTo, ReceivedInstance.outputOf(intake));
      } catch (IntakeException e) {
        observer.instanceRefused(sender, e.kind());
        throw e;
      }
    }

    void complete() throws IOException {
      try {
        Attributes response;
        try {
          copied.complete(intake);
          brought.taken(association, copied.stored().uids());
          response = Commands.mkCStoreRSP(request, Status.Success);
        } catch (IntakeException e) {
          response = refused(e, null);
        } catch (RuntimeException e) {
          response = failed(e, null);
        }
        answer(response);
      } finally {
        end();
      }
    }

    private void answer(Attributes response) throws IOException {
      association.writeDimseRSP(context, response);
    }

    private void end() {
      try (var _ = intake) {
        finished();
      } catch (RuntimeException e) {
        LOG.warn(
            "What is left of instance {} stays", request.getString(Tag.AffectedSOPInstanceUID), e);
      }
    }

    private Attributes refused(IntakeException e, PDVInputStream data) throws IOException {
      brought.refused(association);
      LOG.warn(
          "Instance {} from {} refused with {}H: {}",
          request.getString(Tag.AffectedSOPInstanceUID),
          sender.callingAet(),
          Integer.toHexString(e.kind().status()),
          e.getMessage(),
          e.getCause());
      return failure(request, data, e.kind(), e.getMessage());
    }

    private Attributes failed(RuntimeException e, PDVInputStream data) throws IOException {
      brought.refused(association);
      LOG.error(
          "Instance {} from {} failed",
          request.getString(Tag.AffectedSOPInstanceUID),
          sender.callingAet(),
          e);
      observer.instanceRefused(sender, IntakeException.Kind.PROCESSING_FAILURE);
      return failure(
          request, data, IntakeException.Kind.PROCESSING_FAILURE, "internal fault, see the log");
    }
  }

  /** What the command announces, if we take such a thing now. */
  private ReceivedInstance instance(
      Association association,
      AssociationInfo sender,
      Presentation context,
      Attributes request,
      PDVInputStream data)
      throws IntakeException {
    if (closing.get()) {
      throw refusal(
          sender, IntakeException.Kind.OUT_OF_RESOURCES, "shutting down, send it again later");
    }
    var sopClass = request.getString(Tag.AffectedSOPClassUID);
    if (!classes.take(sopClass, statedService(association, sopClass))) {
      throw refusal(
          sender,
          IntakeException.Kind.SOP_CLASS_NOT_SUPPORTED,
          "SOP class " + sopClass + " is not taken");
    }
    var sopInstance = request.getString(Tag.AffectedSOPInstanceUID);
    if (!InstanceUids.isUid(sopInstance)) {
      throw refusal(
          sender, IntakeException.Kind.INVALID_SOP_INSTANCE, "AffectedSOPInstanceUID is not a UID");
    }
    if (data == null) {
      throw refusal(sender, IntakeException.Kind.CANNOT_UNDERSTAND, "the command has no data set");
    }
    return ReceivedInstance.ofCommand(
            sopClass, sopInstance, context.getTransferSyntax(), sender.callingAet())
        .with(deidentifier, asked);
  }

  private static String statedService(Association association, String sopClass) {
    var stated =
        sopClass == null
            ? null
            : association.getAAssociateRQ().getCommonExtendedNegotiationFor(sopClass);
    return stated == null ? null : stated.getServiceClassUID();
  }

  private IntakeException refusal(
      AssociationInfo sender, IntakeException.Kind kind, String message) {
    observer.instanceRefused(sender, kind);
    return new IntakeException(kind, message);
  }

  private static Attributes failure(
      Attributes request, PDVInputStream data, IntakeException.Kind kind, String message)
      throws IOException {
    if (data != null) {
      data.skipAll();
    }
    var response = Commands.mkCStoreRSP(request, kind.status());
    var comment = message == null ? kind.name() : message;
    response.setString(
        Tag.ErrorComment,
        VR.LO,
        comment.length() <= MAX_COMMENT ? comment : comment.substring(0, MAX_COMMENT));
    return response;
  }

  @Override
  public void onClose(Association association) {
    window.ended(association);
    var series = brought.ended(association);
    if (association.getException() == null && !series.isEmpty()) {
      sink.released(AssociationGate.info(association), series);
    }
    if (association.getException() != null) {
      LOG.warn(
          "Association with {} ended: {}",
          association.getRemoteAET(),
          association.getException().toString());
    }
  }
}
