package org.seriesflow.streaming.payload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Opens the store that a configuration describes. */
public final class PayloadStores {
  private PayloadStores() {}

  /**
   * The store of the payloads.
   *
   * @throws IllegalArgumentException where a setting is missing or contradicts another; names both
   */
  public static PayloadStore open(PayloadStoreConfig config) {
    return open(PayloadStoreConfig.PREFIX, config);
  }

  /**
   * The store; nothing is asked of it yet. Classes of the S3 client are loaded for a store of that
   * type alone.
   *
   * @param group what its configuration keys begin with
   * @throws IllegalArgumentException where a setting is missing or contradicts another; names both
   */
  public static PayloadStore open(String group, PayloadStoreConfig config) {
    return switch (config.type()) {
      case FILE -> {
        refuseStraySettings(group, config.s3());
        yield new FilePayloadStore(
            config
                .path()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "%s.path is missing: the root folder of the file store (or set %s.type=s3)"
                                .formatted(group, group))));
      }
      case S3 -> S3PayloadStore.open(S3Settings.of(group, config.s3()));
    };
  }

  /** A bucket that is named while payloads go to a disk was meant otherwise. */
  private static void refuseStraySettings(String group, PayloadStoreConfig.S3 s3) {
    var settings = new LinkedHashMap<String, Optional<?>>();
    settings.put(group + ".s3.bucket", s3.bucket());
    settings.put(group + ".s3.endpoint", s3.endpoint());
    settings.forEach(
        (name, value) -> {
          if (value.isPresent()) {
            throw new IllegalArgumentException(
                "%s is '%s' and %s.type is 'file': set the type to s3, or remove the setting"
                    .formatted(name, value.get(), group));
          }
        });
  }

  /**
   * Whether one of them stands in the other, so that a copy of that one would hold both. Two
   * addresses of one disk or server are not seen through, but for symbolic links.
   */
  public static boolean overlap(PayloadStore one, PayloadStore other) {
    if (one instanceof FilePayloadStore file && other instanceof FilePayloadStore otherFile) {
      var root = real(file.root());
      var otherRoot = real(otherFile.root());
      return root.startsWith(otherRoot) || otherRoot.startsWith(root);
    }
    return one instanceof S3PayloadStore bucket
        && other instanceof S3PayloadStore otherBucket
        && bucket.settings().overlap(otherBucket.settings());
  }

  private static Path real(Path root) {
    try {
      return root.toRealPath();
    } catch (IOException e) {
      // Not mounted yet: as it is written.
      return root;
    }
  }
}
