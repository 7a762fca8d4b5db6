package org.seriesflow.streaming.payload;

import java.util.LinkedHashMap;
import java.util.Optional;

/** Opens the store that a configuration describes. */
public final class PayloadStores {
  private static final String BUCKET = PayloadStoreConfig.PREFIX + ".s3.bucket";

  private PayloadStores() {}

  /**
   * The store; nothing is asked of it yet. Classes of the S3 client are loaded for a store of that
   * type alone.
   *
   * @throws IllegalArgumentException where a setting is missing or contradicts another; names both
   */
  public static PayloadStore open(PayloadStoreConfig config) {
    return switch (config.type()) {
      case FILE -> {
        refuseStraySettings(config.s3());
        yield new FilePayloadStore(
            config
                .path()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "%s.path is missing: the root folder of the file store (or set %s.type=s3)"
                                .formatted(PayloadStoreConfig.PREFIX, PayloadStoreConfig.PREFIX))));
      }
      case S3 -> S3PayloadStore.open(S3Settings.of(config.s3()));
    };
  }

  /** A bucket that is named while payloads go to a disk was meant otherwise. */
  private static void refuseStraySettings(PayloadStoreConfig.S3 s3) {
    var settings = new LinkedHashMap<String, Optional<?>>();
    settings.put(BUCKET, s3.bucket());
    settings.put(PayloadStoreConfig.PREFIX + ".s3.endpoint", s3.endpoint());
    settings.forEach(
        (name, value) -> {
          if (value.isPresent()) {
            throw new IllegalArgumentException(
                "%s is '%s' and %s.type is 'file': set the type to s3, or remove the setting"
                    .formatted(name, value.get(), PayloadStoreConfig.PREFIX));
          }
        });
  }
}
