package org.seriesflow.cli.payloads;

import java.util.HashMap;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.PayloadStoreConfig;
import picocli.CommandLine.Option;

/**
 * Which payload store: the keys of the services, from the environment, where no option says
 * otherwise. Credentials have no option, since others see a command line.
 */
public final class PayloadStoreOptions {
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
    var given = new HashMap<String, String>();
    given.put("type", type);
    given.put("path", path);
    given.put("s3.bucket", bucket);
    given.put("s3.endpoint", endpoint);
    return ConfiguredStore.open(PayloadStoreConfig.PREFIX, given);
  }
}
