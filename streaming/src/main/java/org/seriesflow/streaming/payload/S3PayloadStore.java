package org.seriesflow.streaming.payload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.TransientFaultException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Payloads as objects of a bucket: {@code <prefix><scope>/<sha256>.<extension>}. What is on its way
 * stands in a local spool folder: drafts until they are committed, fetched payloads until they are
 * closed. Every fetch compares size and SHA-256 while it downloads. The bucket must exist: one that
 * is missing is a store that is away, never an empty one.
 */
final class S3PayloadStore implements PayloadStore {
  /** Uploads up to this size are one request. Each part is read from the spool, not from memory. */
  private static final long PART_BYTES = 16L << 20;

  /** How long a bucket that answered is taken to be there by those who ask for room. */
  private static final Duration ANSWER_HOLDS = Duration.ofSeconds(5);

  private static final String SPOOLED = "seriesflow-payload-";

  private final S3Bucket bucket;
  private final S3Settings settings;
  private final long partBytes;
  private volatile Instant answeredAt = Instant.MIN;

  S3PayloadStore(S3Bucket bucket, S3Settings settings, long partBytes) {
    this.bucket = bucket;
    this.settings = settings;
    this.partBytes = partBytes;
  }

  static S3PayloadStore open(S3Settings settings) {
    return open(settings, PART_BYTES);
  }

  /**
   * Opens a store.
   *
   * @param partBytes above which an upload has several parts; the S3 API wants 5 MiB or more
   */
  static S3PayloadStore open(S3Settings settings, long partBytes) {
    var bucket =
        new S3Bucket(
            S3Clients.client(settings),
            settings.bucket(),
            settings.prefix(),
            new S3Faults(settings.describe(), settings.group()));
    return new S3PayloadStore(bucket, settings, partBytes);
  }

  @Override
  public Draft draft() {
    try {
      return new S3Draft(bucket, partBytes, spoolFile());
    } catch (IOException e) {
      throw spoolAway(e);
    }
  }

  private Path spoolFile() throws IOException {
    return Files.createFile(settings.spool().resolve(SPOOLED + UUID.randomUUID() + ".part"));
  }

  private TransientFaultException spoolAway(IOException e) {
    return new TransientFaultException(
        "The spool folder %s does not work (%s: %s)"
            .formatted(settings.spool(), e.getClass().getSimpleName(), e.getMessage()),
        e);
  }

  @Override
  public LocalPayload fetch(PayloadRef reference) {
    String key = PayloadKey.of(reference).toString();
    try (var object =
        bucket
            .client()
            .getObject(request -> request.bucket(bucket.name()).key(bucket.objectKey(key)))) {
      long size = object.response().contentLength();
      if (size != reference.getSize()) {
        object.abort();
        throw PayloadLostException.damaged(
            key, "%d bytes, not %d".formatted(size, reference.getSize()));
      }
      return download(object, reference);
    } catch (AwsServiceException e) {
      if (S3Faults.isMissingObject(e)) {
        throw PayloadLostException.missing(key, describe());
      }
      throw bucket.faults().away(e);
    } catch (SdkException e) {
      throw bucket.faults().away(e);
    } catch (IOException e) {
      throw bucket.faults().away(e);
    }
  }

  private LocalPayload download(ResponseInputStream<GetObjectResponse> object, PayloadRef reference)
      throws IOException {
    var payload = new SpooledPayload(newSpoolFile());
    try {
      String sha256;
      try (var target = Files.newOutputStream(payload.file())) {
        sha256 = Sha256.copy(object, target);
      }
      long arrived = Files.size(payload.file());
      if (arrived != reference.getSize()) {
        throw new IOException(
            "%s broke off after %d of %d bytes"
                .formatted(reference.getKey(), arrived, reference.getSize()));
      }
      if (!sha256.equals(reference.getSha256())) {
        throw PayloadLostException.damaged(
            reference.getKey(), "SHA-256 %s, not %s".formatted(sha256, reference.getSha256()));
      }
      return payload;
    } catch (IOException | RuntimeException e) {
      payload.close();
      throw e;
    }
  }

  private Path newSpoolFile() {
    try {
      return spoolFile();
    } catch (IOException e) {
      throw spoolAway(e);
    }
  }

  @Override
  public boolean contains(PayloadRef reference) {
    return head(reference).isPresent();
  }

  private Optional<HeadObjectResponse> head(PayloadRef reference) {
    String key = PayloadKey.of(reference).toString();
    try {
      return Optional.of(
          bucket
              .client()
              .headObject(request -> request.bucket(bucket.name()).key(bucket.objectKey(key))));
    } catch (AwsServiceException e) {
      if (S3Faults.isMissingObject(e)) {
        // The answer has no body to tell an object from a bucket that is not there.
        bucket.require();
        return Optional.empty();
      }
      throw bucket.faults().away(e);
    } catch (SdkException e) {
      throw bucket.faults().away(e);
    }
  }

  @Override
  public Stream<StoredPayload> list(PayloadQuery query) {
    String folder = query.scope().map(scope -> PayloadKey.validScope(scope) + "/").orElse("");
    try {
      var objects =
          bucket
              .client()
              .listObjectsV2Paginator(
                  request -> request.bucket(bucket.name()).prefix(bucket.prefix() + folder))
              .contents()
              .iterator();
      return StreamSupport.stream(
              Spliterators.spliteratorUnknownSize(
                  new Objects(objects, bucket.faults()), Spliterator.ORDERED),
              false)
          .flatMap(object -> stored(object).stream())
          .filter(query::matches);
    } catch (SdkException e) {
      throw bucket.faults().away(e);
    }
  }

  private Optional<StoredPayload> stored(S3Object object) {
    return bucket
        .payloadKey(object.key())
        .map(key -> StoredPayload.of(key, object.size(), object.lastModified()));
  }

  @Override
  public void delete(PayloadRef reference) {
    String key = PayloadKey.of(reference).toString();
    try {
      bucket
          .client()
          .deleteObject(request -> request.bucket(bucket.name()).key(bucket.objectKey(key)));
    } catch (SdkException e) {
      throw bucket.faults().away(e);
    }
  }

  /**
   * The S3 API has no deletion that depends on a time: the look and the deletion are two requests.
   */
  @Override
  public boolean deleteIfStoredBefore(PayloadRef reference, Instant time) {
    boolean isOld = head(reference).filter(o -> o.lastModified().isBefore(time)).isPresent();
    if (isOld) {
      delete(reference);
    }
    return isOld;
  }

  /** Room in the spool folder: a bucket has no end. */
  @Override
  public long usableBytes() {
    var now = Instant.now();
    if (now.minus(ANSWER_HOLDS).isAfter(answeredAt)) {
      bucket.require();
      answeredAt = now;
    }
    try {
      return Files.getFileStore(settings.spool()).getUsableSpace();
    } catch (IOException e) {
      throw spoolAway(e);
    }
  }

  S3Settings settings() {
    return settings;
  }

  @Override
  public String describe() {
    return settings.describe();
  }

  /** The objects of all pages; each page is a request, which may fail. */
  private record Objects(Iterator<S3Object> pages, S3Faults faults) implements Iterator<S3Object> {
    @Override
    public boolean hasNext() {
      try {
        return pages.hasNext();
      } catch (SdkException e) {
        throw faults.away(e);
      }
    }

    @Override
    public S3Object next() {
      try {
        return pages.next();
      } catch (SdkException e) {
        throw faults.away(e);
      }
    }
  }

  private record SpooledPayload(Path file) implements LocalPayload {
    @Override
    public void close() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new TransientFaultException(
            "The fetched payload %s cannot be deleted: %s".formatted(file, e.getMessage()), e);
      }
    }
  }
}
