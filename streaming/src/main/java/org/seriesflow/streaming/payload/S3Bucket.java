package org.seriesflow.streaming.payload;

import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A bucket, or a folder of one.
 *
 * @param prefix of all keys: empty, or ends with a slash
 */
record S3Bucket(S3Client client, String name, String prefix, S3Faults faults) {

  String objectKey(String payloadKey) {
    return prefix + payloadKey;
  }

  /** The key of a payload; empty for an object that is none of ours. */
  Optional<PayloadKey> payloadKey(String objectKey) {
    try {
      return Optional.of(PayloadKey.parse(objectKey.substring(prefix.length())));
    } catch (PayloadLostException e) {
      return Optional.empty();
    }
  }

  /**
   * Asks whether the bucket is there.
   *
   * @throws org.seriesflow.streaming.TransientFaultException where it is not, or does not say
   */
  void require() {
    try {
      client.headBucket(request -> request.bucket(name));
    } catch (SdkException e) {
      throw faults.away(e);
    }
  }
}
