package org.seriesflow.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds the schemas to FULL_TRANSITIVE against every released version. A release is made by {@code
 * mvn -pl schemas test -Dtest=ReleasedSchemasTest -Dseriesflow.release=v1}, which writes
 * src/released/v1 anew.
 */
class ReleasedSchemasTest {
  private static final Path RELEASED =
      Path.of(System.getProperty("seriesflow.root"), "schemas", "src", "released");

  private static final List<Schema> EVENTS =
      List.of(
          InstanceReceived.getClassSchema(),
          SeriesAssembled.getClassSchema(),
          VolumeReady.getClassSchema(),
          SeriesSkipped.getClassSchema(),
          RoiExtracted.getClassSchema(),
          SeriesPredicted.getClassSchema(),
          DeadLetter.getClassSchema(),
          DeadLetterHandled.getClassSchema(),
          ReplayJob.getClassSchema(),
          SeriesEvidence.getClassSchema());

  /** Newer than v1, which has the events of the first day. */
  private static final List<Schema> SINCE_V1 =
      List.of(
          DeadLetterHandled.getClassSchema(),
          ReplayJob.getClassSchema(),
          SeriesEvidence.getClassSchema());

  @TestFactory
  Stream<DynamicTest> shouldBeCompatibleBothWaysWithEachReleasedSchema() throws IOException {
    String release = System.getProperty("seriesflow.release");
    if (release != null) {
      write(RELEASED.resolve(release));
    }
    Map<String, Schema> current = new TreeMap<>();
    EVENTS.forEach(schema -> current.put(schema.getName(), schema));
    return released().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    RELEASED.relativize(file).toString(),
                    () -> {
                      Schema released = parse(file);
                      Schema now = current.get(released.getName());
                      assertTrue(now != null, released.getName() + " is gone");
                      assertEquals(List.of(), Compatibility.breaches(released, now));
                    }));
  }

  @Test
  void shouldHoldEveryEventInEachRelease() throws IOException {
    try (var releases = Files.list(RELEASED)) {
      for (var release : releases.toList()) {
        for (var schema : EVENTS) {
          // An event that is newer than a release cannot stand in it.
          if (release.endsWith("v1") && !SINCE_V1.contains(schema)) {
            assertTrue(
                Files.isRegularFile(release.resolve(schema.getName() + ".avsc")), schema.getName());
          }
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldCatchAChangeThatBreaks() {
    String released =
        """
        {"type":"record","name":"E","namespace":"n","fields":[
          {"name":"a","type":"string"},
          {"name":"s","type":{"type":"enum","name":"S","symbols":["U","X"],"default":"U"}}]}\
        """;
    Map<String, String> breaking =
        new TreeMap<>(
            Map.of(
                "a new field without a default",
                released.replace(
                    "{\"name\":\"a\"", "{\"name\":\"b\",\"type\":\"int\"},{\"name\":\"a\""),
                "a field without a default that is removed",
                released.replace("{\"name\":\"a\",\"type\":\"string\"},", ""),
                "another type",
                released.replace("\"type\":\"string\"", "\"type\":\"int\""),
                "an optional field that was required",
                released.replace("\"type\":\"string\"", "\"type\":[\"null\",\"string\"]"),
                "another name",
                released.replace("\"name\":\"E\"", "\"name\":\"F\"")));
    return breaking.entrySet().stream()
        .map(
            change ->
                DynamicTest.dynamicTest(
                    change.getKey(),
                    () ->
                        assertFalse(
                            Compatibility.breaches(parse(released), parse(change.getValue()))
                                .isEmpty())));
  }

  @TestFactory
  Stream<DynamicTest> shouldLetPassAChangeThatDoesNotBreak() {
    String released =
        """
        {"type":"record","name":"E","namespace":"n","fields":[
          {"name":"a","type":"string"},
          {"name":"s","type":{"type":"enum","name":"S","symbols":["U","X"],"default":"U"}}]}\
        """;
    Map<String, String> harmless =
        Map.of(
            "a new field with a default",
            released.replace(
                "{\"name\":\"a\"",
                "{\"name\":\"b\",\"type\":[\"null\",\"int\"],\"default\":null},{\"name\":\"a\""),
            "a new symbol of an enum with a default",
            released.replace("\"X\"]", "\"X\",\"Y\"]"));
    return harmless.entrySet().stream()
        .map(
            change ->
                DynamicTest.dynamicTest(
                    change.getKey(),
                    () ->
                        assertEquals(
                            List.of(),
                            Compatibility.breaches(parse(released), parse(change.getValue())))));
  }

  private static List<Path> released() throws IOException {
    try (var files = Files.walk(RELEASED)) {
      return files.filter(file -> file.toString().endsWith(".avsc")).sorted().toList();
    }
  }

  private static Schema parse(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema parse(String text) {
    return new Schema.Parser().parse(text);
  }

  private static void write(Path release) throws IOException {
    Files.createDirectories(release);
    for (var schema : EVENTS) {
      Files.writeString(release.resolve(schema.getName() + ".avsc"), schema.toString(true) + "\n");
    }
  }
}
