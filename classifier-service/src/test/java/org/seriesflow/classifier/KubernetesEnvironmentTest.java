package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.seriesflow.streaming.payload.PayloadStores;
import org.yaml.snakeyaml.Yaml;

/**
 * The environment that {@code k8s/base} gives the service is its configuration: no key is misspelt,
 * none is missing.
 */
class KubernetesEnvironmentTest {
  private static final Path BASE = Path.of(System.getProperty("seriesflow.root"), "k8s", "base");
  private static final int ORDINAL = 300;

  @Test
  void shouldBindEveryKeyOfTheEnvironment() throws IOException {
    var environment = environment();
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(ClassifierConfig.class)
            .withDefaultValue("seriesflow.application-id", "classifier-service")
            .withSources(new EnvConfigSource(environment, ORDINAL))
            .build()
            .getConfigMapping(ClassifierConfig.class);

    var bound =
        Map.of(
            "SERIESFLOW_KAFKA_BOOTSTRAP_SERVERS", config.kafka().bootstrapServers(),
            "SERIESFLOW_REGISTRY_URL", config.registry().url().toString(),
            "SERIESFLOW_PAYLOAD_STORE_PATH", config.payloadStore().path().orElseThrow().toString(),
            "SERIESFLOW_STATE_DIR", config.stateDir().toString(),
            "SERIESFLOW_PACKAGE", config.packageFolder().toString(),
            "SERIESFLOW_EXECUTION_PROVIDERS", String.join(",", config.execution().providers()));
    var ours = new HashMap<>(environment);
    ours.keySet().removeIf(key -> !key.startsWith("SERIESFLOW_"));
    assertEquals(new TreeSet<>(bound.keySet()), new TreeSet<>(ours.keySet()));
    assertEquals(bound, ours);
  }

  @Test
  void shouldBindTheKeysOfTheS3Overlay() throws IOException {
    var environment = environment();
    environment.putAll(literals("../overlays/s3/kustomization.yaml"));
    var store =
        new SmallRyeConfigBuilder()
            .withMapping(ClassifierConfig.class)
            .withDefaultValue("seriesflow.application-id", "classifier-service")
            .withSources(new EnvConfigSource(environment, ORDINAL))
            .build()
            .getConfigMapping(ClassifierConfig.class)
            .payloadStore();

    assertEquals("S3 store seriesflow/ at http://s3:9000", PayloadStores.open(store).describe());
    assertEquals(
        environment.get("SERIESFLOW_PAYLOAD_STORE_S3_SPOOL"),
        store.s3().spool().orElseThrow().toString());
  }

  private static Map<String, String> environment() throws IOException {
    var environment = literals("kustomization.yaml");
    var pod =
        map(map(map(load("classifier-service.yaml").get("spec")).get("template")).get("spec"));
    for (var container : list(pod.get("containers"))) {
      for (var variable : list(map(container).get("env"))) {
        environment.put(
            (String) map(variable).get("name"), String.valueOf(map(variable).get("value")));
      }
    }
    return environment;
  }

  private static Map<String, String> literals(String kustomization) throws IOException {
    var environment = new HashMap<String, String>();
    for (var generator : list(load(kustomization).get("configMapGenerator"))) {
      for (var literal : list(map(generator).get("literals"))) {
        var pair = ((String) literal).split("=", 2);
        environment.put(pair[0], pair[1]);
      }
    }
    return environment;
  }

  /** The first object of a file. */
  private static Map<String, Object> load(String file) throws IOException {
    return map(new Yaml().loadAll(Files.readString(BASE.resolve(file))).iterator().next());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }
}
