package org.seriesflow.yaml;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.nodes.Node;

/** Opens a YAML file as the mapping that it is. Aliases are refused: they hide what is meant. */
public final class YamlFile {
  private YamlFile() {}

  /**
   * Reads the whole file.
   *
   * @throws RefusedFileException where it cannot be read, is no YAML, or is no mapping
   */
  public static Fields read(Path file) {
    var whole = new Source(file, 0, "");
    if (!Files.isRegularFile(file)) {
      throw whole.problem("there is no such file");
    }
    try {
      return parse(file, Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new RefusedFileException(whole, "cannot be read as UTF-8 text: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a text that stands in a file.
   *
   * @param file for messages
   */
  public static Fields parse(Path file, String text) {
    return new Fields(new Source(file, 1, ""), compose(file, text));
  }

  private static Node compose(Path file, String text) {
    var yaml = new Yaml(new LoaderOptions());
    try {
      for (var event : yaml.parse(new StringReader(text))) {
        if (event instanceof AliasEvent alias) {
          int line = alias.getStartMark().getLine() + 1;
          throw new Source(file, line, alias.getAnchor()).problem("write it out: no aliases here");
        }
      }
      var node = yaml.compose(new StringReader(text));
      if (node == null) {
        throw new Source(file, 1, "").problem("the file is empty");
      }
      return node;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new RefusedFileException(
          new Source(file, line, ""), "is no YAML: " + e.getProblem(), e);
    }
  }
}
