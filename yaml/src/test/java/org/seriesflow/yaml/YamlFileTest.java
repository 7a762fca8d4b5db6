package org.seriesflow.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class YamlFileTest {
  private static final Path FILE = Path.of("some.yaml");

  private static String refusal(String text) {
    return assertThrows(RefusedFileException.class, () -> YamlFile.parse(FILE, text).done())
        .getMessage();
  }

  @Test
  void shouldNameFileLineAndKeyOfAKeyThatNothingReads() {
    assertEquals(
        "some.yaml:2: colour: is an unknown key here; known are: ", refusal("\ncolour: red\n"));
  }

  @Test
  void shouldNameTheLineOfWhatIsNoYaml() {
    assertEquals(
        "some.yaml:2: is no YAML: mapping values are not allowed here", refusal("a: 1\nb: c: d"));
  }

  @Test
  void shouldRefuseAnAlias() {
    assertEquals("some.yaml:2: x: write it out: no aliases here", refusal("a: &x 1\nb: *x"));
  }

  @Test
  void shouldRefuseAnEmptyFile() {
    assertEquals("some.yaml:1: the file is empty", refusal("# nothing\n"));
  }

  @Test
  void shouldRefuseAFileThatIsNotThere() {
    var missing = Path.of("nowhere.yaml");
    assertEquals(
        "nowhere.yaml: there is no such file",
        assertThrows(RefusedFileException.class, () -> YamlFile.read(missing)).getMessage());
  }
}
