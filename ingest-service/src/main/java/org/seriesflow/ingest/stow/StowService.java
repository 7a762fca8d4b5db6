package org.seriesflow.ingest.stow;

import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.seriesflow.dicom.FileIntake;
import org.seriesflow.dicom.FileReceipt;
import org.seriesflow.dicom.InstanceSink;
import org.seriesflow.dicom.IntakeException;
import org.seriesflow.ingest.reception.RefusalMetrics;
import org.seriesflow.ingest.reception.RequestRefusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Store transaction (PS3.18 section 10.5) without its HTTP: parts go to the sink as their bytes
 * arrive, each is durable when it is named as stored. Safe for threads.
 */
public final class StowService {
  private static final Logger LOG = LoggerFactory.getLogger(StowService.class);
  private static final String DICOM = "application/dicom";
  private static final String PLAIN = "identity";

  /**
   * What stands before the body.
   *
   * @param contentEncoding as it stands; an encoded body may hold a thousand times its length
   * @param contentLength bytes; empty where the body is chunked
   * @param studyInstanceUid of the path; empty takes any study
   */
  public record Request(
      String remoteAddress,
      Optional<String> contentType,
      Optional<String> contentEncoding,
      OptionalLong contentLength,
      Optional<String> studyInstanceUid) {}

  private final FileIntake files;
  private final FileIntake.Opener sink;
  private final StowLimits limits;
  private final RemoteAddresses clients;
  private final RefusalMetrics metrics;
  private final LongSupplier nanoTime;
  private final Semaphore free;
  private volatile boolean closing;

  /**
   * Describes a service.
   *
   * @param files the rules of acceptance
   * @param sink where instances go
   * @param nanoTime a clock that only runs forward
   */
  public StowService(
      FileIntake files,
      FileIntake.Opener sink,
      StowLimits limits,
      RemoteAddresses clients,
      RefusalMetrics metrics,
      LongSupplier nanoTime) {
    this.files = files;
    this.sink = sink;
    this.limits = limits;
    this.clients = clients;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    free = new Semaphore(limits.requests());
  }

  /** Works on one request; whatever is wrong with it is in the answer. */
  StowOutcome store(Request request, InputStream body) {
    if (closing) {
      return refused(request, RequestRefusal.NOT_READY, "stopping");
    }
    if (!clients.include(request.remoteAddress())) {
      return refused(request, RequestRefusal.ADDRESS, "the address is not on the list");
    }
    var boundary = request.contentType().flatMap(StowService::boundary);
    if (boundary.isEmpty()) {
      return refused(
          request,
          RequestRefusal.MEDIA_TYPE,
          "Content-Type is not multipart/related; type=\"application/dicom\"; boundary=…");
    }
    if (!request.contentEncoding().map(String::strip).orElse(PLAIN).equalsIgnoreCase(PLAIN)) {
      return refused(
          request,
          RequestRefusal.MEDIA_TYPE,
          "Content-Encoding is not identity: encoded bodies are not taken");
    }
    if (request.contentLength().orElse(0) > limits.requestBytes()) {
      return refused(
          request,
          RequestRefusal.TOO_LARGE,
          "%d bytes, %d are allowed"
              .formatted(request.contentLength().getAsLong(), limits.requestBytes()));
    }
    if (!free.tryAcquire()) {
      return refused(
          request, RequestRefusal.LIMIT, limits.requests() + " requests are in work already");
    }
    try {
      return take(request, body, boundary.get());
    } finally {
      free.release();
    }
  }

  private StowOutcome refused(Request request, RequestRefusal refusal, String why) {
    tell(request, refusal, why);
    return StowOutcome.refused(refusal);
  }

  private void tell(Request request, RequestRefusal refusal, String why) {
    metrics.requestRefused(refusal);
    LOG.warn("STOW-RS request from {} refused: {} {}", request.remoteAddress(), refusal, why);
  }

  /** The boundary, where it is a body of DICOM files. */
  private static Optional<String> boundary(String contentType) {
    try {
      var type = MediaType.valueOf(contentType);
      var root = type.getParameters().get("type");
      return type.getType().equalsIgnoreCase("multipart")
              && type.getSubtype().equalsIgnoreCase("related")
              && DICOM.equalsIgnoreCase(root)
          ? Optional.ofNullable(type.getParameters().get("boundary"))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private StowOutcome take(Request request, InputStream body, String boundary) {
    var outcome = new StowOutcome();
    var watched = new WatchedBody(body, limits.requestBytes(), limits.readTimeout(), nanoTime);
    try {
      var parts = new MultipartBody(watched, boundary, limits.partHeaderBytes());
      // Where nothing can be taken in, the rest is not waited for.
      while (!outcome.hasStoredNothingForLackOfResources() && parts.next()) {
        if (outcome.parts() == limits.parts()) {
          throw new RequestRefusedException(
              RequestRefusal.TOO_LARGE, "more than %d parts".formatted(limits.parts()));
        }
        takePart(request, parts, outcome);
      }
    } catch (RequestRefusedException e) {
      outcome.end(e.refusal());
      tell(request, e.refusal(), e.getMessage());
    } catch (IOException e) {
      outcome.end(RequestRefusal.BROKEN);
      tell(request, RequestRefusal.BROKEN, String.valueOf(e.getMessage()));
    }
    return outcome;
  }

  private void takePart(Request request, MultipartBody parts, StowOutcome outcome)
      throws IOException {
    if (!parts.header("Content-Type").filter(StowService::isDicom).isPresent()) {
      metrics.instanceRefused(IntakeException.Kind.CANNOT_UNDERSTAND);
      LOG.warn(
          "a part from {} refused: its Content-Type is not application/dicom",
          request.remoteAddress());
      outcome.addOtherMediaType();
      return;
    }
    var receipt = files.take(parts.part(), request.studyInstanceUid(), this::begin);
    if (receipt instanceof FileReceipt.NotStored(_, var sopInstance, var refusal)) {
      LOG.warn(
          "Instance {} from {} refused with {}H: {}",
          sopInstance.orElse("of unknown UID"),
          request.remoteAddress(),
          Integer.toHexString(refusal.kind().status()),
          refusal.getMessage(),
          refusal.getCause());
    }
    outcome.add(receipt);
  }

  private static boolean isDicom(String contentType) {
    try {
      var type = MediaType.valueOf(contentType);
      return DICOM.equalsIgnoreCase(type.getType() + "/" + type.getSubtype());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private InstanceSink.Intake begin() throws IntakeException {
    if (closing) {
      metrics.instanceRefused(IntakeException.Kind.OUT_OF_RESOURCES);
      throw new IntakeException(
          IntakeException.Kind.OUT_OF_RESOURCES, "shutting down, send it again later");
    }
    return sink.begin();
  }

  /** Takes no further instance, and waits as long as that for those that have begun. */
  public void close(Duration timeout) {
    closing = true;
    try {
      if (!free.tryAcquire(limits.requests(), timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("STOW-RS requests are still in work after {} s", timeout.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
