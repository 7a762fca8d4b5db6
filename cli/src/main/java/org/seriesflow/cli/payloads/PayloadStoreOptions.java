package org.seriesflow.cli.payloads;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.PayloadStoreConfig;
import org.seriesflow.streaming.payload.PayloadStores;
import picocli.CommandLine.Option;

/**
 * Which payload store: the keys of the services, from the environment, where no option says
 * otherwise. Credentials have no option, since others see a command line.
 */
public final class PayloadStoreOptions {
  /** Above the environment (300) and system properties (400). */
  private static final int ORDINAL = 500;

  @Option(
      names = "--store",
      paramLabel = "TYPE",
      description = "file or s3 (default: $SERIESFLOW_PAYLOAD_STORE_TYPE or file).")
  private String type;

  @Option(
      names = "--path",
      paramLabel = "DIR",
      description = "Root folder of a file store (default: $SERIESFLOW_PAYLOAD_STORE_PATH).")
  private String path;

  @Option(
      names = "--bucket",
      paramLabel = "NAME",
      description =
          "Bucket of an S3 store (default: $SERIESFLOW_PAYLOAD_STORE_S3_BUCKET). All other keys, the"
              + " credentials among them, come from the environment alone: docs/payload-store.md.")
  private String bucket;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "S3 server (default: $SERIESFLOW_PAYLOAD_STORE_S3_ENDPOINT or AWS).")
  private String endpoint;

  /**
   * The store.
   *
   * @throws CommandFailure naming what is missing or wrong
   */
  public PayloadStore open() {
    try {
      return PayloadStores.open(config());
    } catch (ConfigValidationException e) {
      throw new CommandFailure(CommandFailure.USAGE, e.getProblem(0).getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(CommandFailure.USAGE, e.getMessage(), e);
    }
  }

  private PayloadStoreConfig config() {
    var given = new HashMap<String, String>();
    put(given, "type", type);
    put(given, "path", path);
    put(given, "s3.bucket", bucket);
    put(given, "s3.endpoint", endpoint);
    return new SmallRyeConfigBuilder()
        .addDefaultSources()
        .withSources(new PropertiesConfigSource(given, "options", ORDINAL))
        .withMapping(PayloadStoreConfig.class, PayloadStoreConfig.PREFIX)
        // Keys of ingest-service alone may stand in the same environment.
        .withValidateUnknown(false)
        .build()
        .getConfigMapping(PayloadStoreConfig.class, PayloadStoreConfig.PREFIX);
  }

  private static void put(Map<String, String> given, String key, String value) {
    if (value != null) {
      given.put(PayloadStoreConfig.PREFIX + "." + key, value);
    }
  }
}
