package org.seriesflow.e2e.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Kubernetes objects as plain maps, in the order of the text. */
record Manifests(List<Map<String, Object>> objects) {

  static Path folder() {
    return Path.of(System.getProperty("seriesflow.root"), "k8s");
  }

  static Manifests parse(String text) {
    var objects = new ArrayList<Map<String, Object>>();
    for (var document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
      objects.add(map(document));
    }
    return new Manifests(objects);
  }

  /** All objects of the files that the base names as its resources. */
  static Manifests base() throws IOException {
    var objects = new ArrayList<Map<String, Object>>();
    for (var resource : list(kustomization().get("resources"))) {
      objects.addAll(parse(Files.readString(folder().resolve("base/" + resource))).objects());
    }
    return new Manifests(objects);
  }

  static Map<String, Object> kustomization() throws IOException {
    return parse(Files.readString(folder().resolve("base/kustomization.yaml")))
        .objects()
        .getFirst();
  }

  /** What {@code kubectl kustomize} makes of a folder under {@code k8s/}. */
  static Manifests rendered(String folder) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("kubectl", "kustomize", folder().resolve(folder).toString())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError("kubectl kustomize " + folder + " failed: " + output);
    }
    return parse(output);
  }

  static boolean kubectlIsThere() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  Stream<Map<String, Object>> ofKind(String kind) {
    return objects.stream().filter(object -> kind.equals(object.get("kind")));
  }

  Map<String, Object> one(String kind, String name) {
    return ofKind(kind)
        .filter(object -> name.equals(at(object, "metadata").get("name")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  /** The only container of a Deployment. */
  Map<String, Object> container(String deployment) {
    var containers =
        list(at(one("Deployment", deployment), "spec", "template", "spec").get("containers"));
    if (containers.size() != 1) {
      throw new AssertionError(deployment + " has " + containers.size() + " containers");
    }
    return map(containers.getFirst());
  }

  /** The environment that a container states itself. */
  Map<String, String> environment(String deployment) {
    var environment = new LinkedHashMap<String, String>();
    for (var variable : list(container(deployment).get("env"))) {
      environment.put(
          (String) map(variable).get("name"), String.valueOf(map(variable).get("value")));
    }
    return environment;
  }

  static Map<String, Object> at(Map<String, Object> object, String... path) {
    for (var key : path) {
      object = map(object.get(key));
    }
    return object;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object value) {
    return (List<Object>) value;
  }
}
