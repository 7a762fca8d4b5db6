package org.seriesflow.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.seriesflow.imaging.VoxelBox;
import org.yaml.snakeyaml.Yaml;

/** A committed input with what the plain reading of the recipe makes of it. JSON is YAML. */
final class Golden {
  private final Path volume;
  private final Map<String, Object> root;

  private Golden(Path volume, Map<String, Object> root) {
    this.volume = volume;
    this.root = root;
  }

  static Golden read(Path json) throws IOException {
    Map<String, Object> root = new Yaml().load(Files.readString(json));
    return new Golden(json.resolveSibling((String) root.get("volume")), root);
  }

  static List<Path> all() throws IOException {
    try (var files = Files.list(ReferencePackages.resources().resolve("golden"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  Path volume() {
    return volume;
  }

  String text(String... path) {
    return (String) at(path);
  }

  double number(String... path) {
    return ((Number) at(path)).doubleValue();
  }

  boolean flag(String... path) {
    return (Boolean) at(path);
  }

  /** Numbers; null where the reference has none. */
  List<Double> numbers(String... path) {
    return ((List<?>) at(path))
        .stream().map(n -> n == null ? Double.NaN : ((Number) n).doubleValue()).toList();
  }

  VoxelBox box() {
    var min = numbers("roi", "box", "min").stream().mapToInt(Double::intValue).toArray();
    var max = numbers("roi", "box", "max").stream().mapToInt(Double::intValue).toArray();
    return new VoxelBox(min[0], min[1], min[2], max[0], max[1], max[2]);
  }

  private Object at(String... path) {
    Object here = root;
    for (var key : path) {
      here = ((Map<?, ?>) here).get(key);
    }
    return here;
  }
}
