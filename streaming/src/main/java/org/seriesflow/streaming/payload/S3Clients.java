package org.seriesflow.streaming.payload;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Clients that any server of the S3 API understands. */
final class S3Clients {
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

  private S3Clients() {}

  /**
   * Builds a client; nothing is asked of the server yet.
   *
   * @throws IllegalArgumentException where no region is known
   */
  static S3Client client(S3Settings settings) {
    var builder =
        S3Client.builder()
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECTION_TIMEOUT)
                    .socketTimeout(SOCKET_TIMEOUT)
                    .build())
            .credentialsProvider(credentials(settings))
            .forcePathStyle(settings.pathStyle())
            .overrideConfiguration(o -> o.retryStrategy(RetryMode.STANDARD))
            // Older servers know neither trailing checksums nor signed chunks. Ours are Content-MD5
            // on the way in and the SHA-256 of the key on the way out.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                S3Configuration.builder()
                    .chunkedEncodingEnabled(false)
                    // The JDK's client would wait for an answer that some servers never give.
                    .expectContinueEnabled(false)
                    .build());
    settings.endpoint().ifPresent(builder::endpointOverride);
    settings.region().map(Region::of).ifPresent(builder::region);
    try {
      return builder.build();
    } catch (SdkException e) {
      throw new IllegalArgumentException(
          "%s.s3.region is missing, and the SDK finds none either: %s"
              .formatted(settings.group(), e.getMessage()),
          e);
    }
  }

  private static AwsCredentialsProvider credentials(S3Settings settings) {
    return settings
        .credentials()
        .<AwsCredentialsProvider>map(known -> StaticCredentialsProvider.create(credentials(known)))
        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
  }

  private static AwsCredentials credentials(S3Settings.Credentials known) {
    return known
        .sessionToken()
        .<AwsCredentials>map(
            token ->
                AwsSessionCredentials.create(known.accessKeyId(), known.secretAccessKey(), token))
        .orElseGet(() -> AwsBasicCredentials.create(known.accessKeyId(), known.secretAccessKey()));
  }
}
