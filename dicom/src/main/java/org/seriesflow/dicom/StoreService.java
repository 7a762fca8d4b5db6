package org.seriesflow.dicom;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Commands;
import org.aoju.bus.image.metric.DimseRQHandler;
import org.aoju.bus.image.metric.ImageException;
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
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicBoolean closing = new AtomicBoolean();

  StoreService(InstanceSink sink) {
    this.sink = sink;
  }

  /** From now on new instances are refused with A700H; those that have begun are finished. */
  void beginClosing() {
    closing.set(true);
  }

  boolean isIdle() {
    return inFlight.get() == 0;
  }

  @Override
  public void onDimse(
      Association association,
      Presentation context,
      Dimse dimse,
      Attributes request,
      PDVInputStream data)
      throws IOException {
    if (dimse != Dimse.C_STORE_RQ) {
      throw new ImageException(Status.UnrecognizedOperation);
    }
    acknowledgeAtOnce(association.getSocket());
    inFlight.incrementAndGet();
    try {
      association.writeDimseRSP(context, respond(association, context, request, data));
    } finally {
      inFlight.decrementAndGet();
      synchronized (this) {
        notifyAll();
      }
    }
  }

  private Attributes respond(
      Association association, Presentation context, Attributes request, PDVInputStream data)
      throws IOException {
    try {
      if (closing.get()) {
        throw new IntakeException(
            IntakeException.Kind.OUT_OF_RESOURCES, "shutting down, send it again later");
      }
      store(association, context, request, data);
      return Commands.mkCStoreRSP(request, Status.Success);
    } catch (IntakeException e) {
      LOG.warn(
          "Instance {} from {} refused with {}H: {}",
          request.getString(Tag.AffectedSOPInstanceUID),
          association.getRemoteAET(),
          Integer.toHexString(e.kind().status()),
          e.getMessage(),
          e.getCause());
      return failure(request, data, e.kind(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error(
          "Instance {} from {} failed",
          request.getString(Tag.AffectedSOPInstanceUID),
          association.getRemoteAET(),
          e);
      return failure(
          request, data, IntakeException.Kind.PROCESSING_FAILURE, "internal fault, see the log");
    }
  }

  private void store(
      Association association, Presentation context, Attributes request, PDVInputStream data)
      throws IntakeException, IOException {
    var sender =
        new AssociationInfo(
            association.getCallingAET(),
            association.getCalledAET(),
            association.getSocket().getInetAddress().getHostAddress());
    var instance =
        new ReceivedInstance(
            request.getString(Tag.AffectedSOPClassUID),
            request.getString(Tag.AffectedSOPInstanceUID),
            context.getTransferSyntax(),
            association.getCallingAET());
    try (var intake = sink.begin(sender)) {
      var uids = instance.copy(data, outputOf(intake));
      intake.complete(uids);
    }
  }

  private static java.io.OutputStream outputOf(InstanceSink.Intake intake) throws IntakeException {
    try {
      return intake.output();
    } catch (IOException e) {
      throw new IntakeException(
          IntakeException.Kind.OUT_OF_RESOURCES, "the instance could not be kept", e);
    }
  }

  private static Attributes failure(
      Attributes request, PDVInputStream data, IntakeException.Kind kind, String message)
      throws IOException {
    data.skipAll();
    var response = Commands.mkCStoreRSP(request, kind.status());
    var comment = message == null ? kind.name() : message;
    response.setString(
        Tag.ErrorComment,
        VR.LO,
        comment.length() <= MAX_COMMENT ? comment : comment.substring(0, MAX_COMMENT));
    return response;
  }

  /**
   * Keeps a peer that does not set TCP_NODELAY from waiting for our delayed acknowledgement (40 ms
   * on Linux) between command and data set. The option does not stick, hence once a message.
   */
  private static void acknowledgeAtOnce(Socket socket) throws IOException {
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
      socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    }
  }

  @Override
  public void onClose(Association association) {
    if (association.getException() != null) {
      LOG.warn(
          "Association with {} ended: {}",
          association.getRemoteAET(),
          association.getException().toString());
    }
  }
}
