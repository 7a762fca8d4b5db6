package org.seriesflow.streaming.payload;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A bucket and the way to it.
 *
 * @param group what its configuration keys begin with
 * @param prefix of all keys: empty, or ends with a slash
 * @param endpoint of a server other than AWS
 * @param pathStyle the bucket in the path rather than in the host name
 * @param credentials of the configuration; where absent the SDK's default chain finds them
 * @param spool folder on this machine for what is on its way
 */
record S3Settings(
    String group,
    String bucket,
    String prefix,
    Optional<URI> endpoint,
    Optional<String> region,
    boolean pathStyle,
    Optional<Credentials> credentials,
    Path spool) {
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
  static S3Settings of(String group, PayloadStoreConfig.S3 config) {
    return new S3Settings(
        group,
        config
            .bucket()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        group + ".s3.bucket is missing: a store of type s3 needs one")),
        config.prefix().map(prefix -> folder(group, prefix)).orElse(""),
        config.endpoint().map(endpoint -> http(group, endpoint)),
        config.region().or(() -> config.endpoint().map(_ -> REGION_BEHIND_AN_ENDPOINT)),
        config.pathStyle().orElse(config.endpoint().isPresent()),
        credentials(group, config),
        config.spool().orElse(Path.of(System.getProperty("java.io.tmpdir"))));
  }

  private static String folder(String group, String prefix) {
    if (!prefix.matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")) {
      throw new IllegalArgumentException(
          "%s.s3.prefix is '%s': names of letters, digits, '.', '_' and '-', parted by single slashes"
              .formatted(group, prefix));
    }
    return prefix + "/";
  }

  private static URI http(String group, URI endpoint) {
    var scheme = String.valueOf(endpoint.getScheme());
    if (!scheme.matches("https?") || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "%s.s3.endpoint is '%s': an address such as https://s3.hospital.example:9000"
              .formatted(group, endpoint));
    }
    return endpoint;
  }

  private static Optional<Credentials> credentials(String group, PayloadStoreConfig.S3 config) {
    if (config.accessKeyId().isPresent() != config.secretAccessKey().isPresent()) {
      throw new IllegalArgumentException(
          "%s.s3.access-key-id and %s.s3.secret-access-key belong together, and only one of them is set"
              .formatted(group, group));
    }
    if (config.sessionToken().isPresent() && config.accessKeyId().isEmpty()) {
      throw new IllegalArgumentException(
          "%s.s3.session-token is set without %s.s3.access-key-id".formatted(group, group));
    }
    return config
        .accessKeyId()
        .map(
            id ->
                new Credentials(id, config.secretAccessKey().orElseThrow(), config.sessionToken()));
  }

  /** Whether the keys of one begin like those of the other, in the same bucket. */
  boolean overlap(S3Settings other) {
    return bucket.equals(other.bucket)
        && endpoint.equals(other.endpoint)
        && (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix));
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
