package org.seriesflow.streaming.payload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.TransientFaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A draft of {@link S3PayloadStore}: spooled to a local file, since its key is known only at its
 * end, and uploaded by the commit. An object appears when its upload is complete, never before.
 */
final class S3Draft extends DraftFile {
  private static final Logger LOG = LoggerFactory.getLogger(S3Draft.class);

  /** Of a multipart upload, by the S3 API. */
  private static final int MOST_PARTS = 10_000;

  private final S3Bucket bucket;
  private final long partBytes;

  S3Draft(S3Bucket bucket, long partBytes, Path file) throws IOException {
    super(file);
    this.bucket = bucket;
    this.partBytes = partBytes;
  }

  @Override
  void publish(Path draft, FileChannel written, PayloadRef reference) throws IOException {
    try {
      if (reference.getSize() <= partBytes) {
        put(new FilePart(draft, 0, reference.getSize()), reference);
      } else {
        putInParts(draft, reference);
      }
    } catch (SdkException e) {
      throw bucket.faults().away(e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void put(FilePart whole, PayloadRef reference) throws IOException {
    String md5 = whole.contentMd5();
    bucket
        .client()
        .putObject(
            request ->
                request
                    .bucket(bucket.name())
                    .key(bucket.objectKey(reference.getKey()))
                    .contentType(reference.getMediaType())
                    .contentMD5(md5),
            whole.body(reference.getMediaType()));
  }

  private void putInParts(Path draft, PayloadRef reference) throws IOException {
    String key = bucket.objectKey(reference.getKey());
    S3Client client = bucket.client();
    String upload =
        client
            .createMultipartUpload(
                request ->
                    request.bucket(bucket.name()).key(key).contentType(reference.getMediaType()))
            .uploadId();
    try {
      var parts = uploadParts(draft, reference, key, upload);
      client.completeMultipartUpload(
          request ->
              request
                  .bucket(bucket.name())
                  .key(key)
                  .uploadId(upload)
                  .multipartUpload(done -> done.parts(parts)));
    } catch (SdkException | IOException | UncheckedIOException e) {
      abort(key, upload);
      throw e;
    }
  }

  private List<CompletedPart> uploadParts(
      Path draft, PayloadRef reference, String key, String upload) throws IOException {
    long size = reference.getSize();
    long step = Math.max(partBytes, Math.ceilDiv(size, MOST_PARTS));
    var parts = new ArrayList<CompletedPart>();
    for (long offset = 0; offset < size; offset += step) {
      var part = new FilePart(draft, offset, Math.min(step, size - offset));
      int number = parts.size() + 1;
      String md5 = part.contentMd5();
      var answer =
          bucket
              .client()
              .uploadPart(
                  request ->
                      request
                          .bucket(bucket.name())
                          .key(key)
                          .uploadId(upload)
                          .partNumber(number)
                          .contentMD5(md5),
                  part.body(reference.getMediaType()));
      parts.add(CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build());
    }
    return parts;
  }

  /** The fault that led here is the one to tell; parts that stay are the bucket's to expire. */
  private void abort(String key, String upload) {
    try {
      bucket
          .client()
          .abortMultipartUpload(request -> request.bucket(bucket.name()).key(key).uploadId(upload));
    } catch (SdkException e) {
      LOG.warn("the parts of upload {} of {} stay: {}", upload, key, e.getMessage());
    }
  }

  @Override
  TransientFaultException away(IOException e) {
    return bucket.faults().away(e);
  }
}
