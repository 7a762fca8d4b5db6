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

/** A store by the keys of the services, from the environment, where no option says otherwise. */
public final class ConfiguredStore {
  /** Above the environment (300) and system properties (400). */
  private static final int ORDINAL = 500;

  private ConfiguredStore() {}

  /**
   * The store.
   *
   * @param group what its configuration keys begin with
   * @param options what options said, by the key behind the group; null where they said nothing
   * @throws CommandFailure naming what is missing or wrong
   */
  public static PayloadStore open(String group, Map<String, String> options) {
    try {
      return PayloadStores.open(group, config(group, options));
    } catch (ConfigValidationException e) {
      throw new CommandFailure(CommandFailure.USAGE, e.getProblem(0).getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(CommandFailure.USAGE, e.getMessage(), e);
    }
  }

  private static PayloadStoreConfig config(String group, Map<String, String> options) {
    var given = new HashMap<String, String>();
    options.forEach(
        (key, value) -> {
          if (value != null) {
            given.put(group + "." + key, value);
          }
        });
    return new SmallRyeConfigBuilder()
        .addDefaultSources()
        .withSources(new PropertiesConfigSource(given, "options", ORDINAL))
        .withMapping(PayloadStoreConfig.class, group)
        // Keys of ingest-service alone may stand in the same environment.
        .withValidateUnknown(false)
        .build()
        .getConfigMapping(PayloadStoreConfig.class, group);
  }
}
