package org.seriesflow.streaming.payload;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A bucket and the way to it.
 *
 * @param prefix of all keys: empty, or ends with a slash
 * @param endpoint of a server other than AWS
 * @param pathStyle the bucket in the path rather than in the host name
 * @param credentials of the configuration; where absent the SDK's default chain finds them
 * @param spool folder on this machine for what is on its way
 */
record S3Settings(
    String bucket,
    String prefix,
    Optional<URI> endpoint,
    Optional<String> region,
    boolean pathStyle,
    Optional<Credentials> credentials,
    Path spool) {
  private static final String PREFIX = PayloadStoreConfig.PREFIX + ".s3.";

  /** What a server that is not AWS is told, which does not look at it. */
  private static final String REGION_BEHIND_AN_ENDPOINT = "us-east-1";

  /** Static credentials; a temporary key has a token. */
  record Credentials(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
    @Override
    public String toString() {
      return "Credentials[" + accessKeyId + "]";
    }
  }

  /**
   * Checks a configuration.
   *
   * @throws IllegalArgumentException where a setting is missing, is no such thing or contradicts
   *     another; names it
   */
  static S3Settings of(PayloadStoreConfig.S3 config) {
    return new S3Settings(
        config
            .bucket()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        PREFIX + "bucket is missing: a store of type s3 needs one")),
        config.prefix().map(S3Settings::folder).orElse(""),
        config.endpoint().map(S3Settings::http),
        config.region().or(() -> config.endpoint().map(_ -> REGION_BEHIND_AN_ENDPOINT)),
        config.pathStyle().orElse(config.endpoint().isPresent()),
        credentials(config),
        config.spool().orElse(Path.of(System.getProperty("java.io.tmpdir"))));
  }

  private static String folder(String prefix) {
    if (!prefix.matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")) {
      throw new IllegalArgumentException(
          "%sprefix is '%s': names of letters, digits, '.', '_' and '-', parted by single slashes"
              .formatted(PREFIX, prefix));
    }
    return prefix + "/";
  }

  private static URI http(URI endpoint) {
    var scheme = String.valueOf(endpoint.getScheme());
    if (!scheme.matches("https?") || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "%sendpoint is '%s': an address such as https://s3.hospital.example:9000"
              .formatted(PREFIX, endpoint));
    }
    return endpoint;
  }

  private static Optional<Credentials> credentials(PayloadStoreConfig.S3 config) {
    if (config.accessKeyId().isPresent() != config.secretAccessKey().isPresent()) {
      throw new IllegalArgumentException(
          "%saccess-key-id and %ssecret-access-key belong together, and only one of them is set"
              .formatted(PREFIX, PREFIX));
    }
    if (config.sessionToken().isPresent() && config.accessKeyId().isEmpty()) {
      throw new IllegalArgumentException(
          "%ssession-token is set without %saccess-key-id".formatted(PREFIX, PREFIX));
    }
    return config
        .accessKeyId()
        .map(
            id ->
                new Credentials(id, config.secretAccessKey().orElseThrow(), config.sessionToken()));
  }

  /** Without anything secret. */
  String describe() {
    return "S3 store %s/%s at %s"
        .formatted(
            bucket,
            prefix,
            endpoint.map(URI::toString).orElse("AWS " + region.orElse("(default region)")));
  }
}
