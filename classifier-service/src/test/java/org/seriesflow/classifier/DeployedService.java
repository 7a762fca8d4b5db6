package org.seriesflow.classifier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
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
   * That package with another value in its manifest, which is another digest.
   *
   * @param target the folder to make
   * @param key at the top of the manifest
   */
  static Path tinyPackage(Path target, String key, String value) throws IOException {
    Files.createDirectory(target);
    try (var files = Files.list(tinyPackage())) {
      for (var file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    var manifest = target.resolve("manifest.yaml");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst("(?m)^%s:.*$".formatted(key), "%s: %s".formatted(key, value)));
    return target;
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
