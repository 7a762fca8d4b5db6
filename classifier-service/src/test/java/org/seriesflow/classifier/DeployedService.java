package org.seriesflow.classifier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.seriesflow.local.LocalStack;
import org.seriesflow.stages.StageApplication;

/** The service as a configuration makes it, on the shared broker and registry. */
final class DeployedService {
  private DeployedService() {}

  /** The package whose scores mean nothing. */
  static Path tinyPackage() {
    return Path.of(System.getProperty("seriesflow.root"), "models", "tiny-classifier");
  }

  /**
   * Starts it.
   *
   * @param folder holds the payloads, and gets the state of each application
   * @param settings beside those of every test; the application id is among them
   */
  static StageApplication start(Path folder, Map<String, String> settings) {
    var application =
        ClassifierService.open(
            config(folder, settings), new SimpleMeterRegistry(), "classifier-service@test");
    application.start().toCompletableFuture().join();
    return application;
  }

  /** The configuration of {@link #start}. */
  static ClassifierConfig config(Path folder, Map<String, String> settings) {
    var values = new HashMap<String, String>();
    values.put("seriesflow.kafka.bootstrap-servers", LocalStack.shared().bootstrapServers());
    values.put("seriesflow.registry.url", LocalStack.shared().registryUrl());
    values.put("seriesflow.payload-store.path", folder.resolve("payloads").toString());
    values.put(
        "seriesflow.state-dir",
        folder.resolve(settings.get("seriesflow.application-id")).toString());
    values.put("seriesflow.package", tinyPackage().toString());
    values.putAll(settings);
    return new SmallRyeConfigBuilder()
        .withMapping(ClassifierConfig.class)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(ClassifierConfig.class);
  }
}
