package org.seriesflow.cli.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.seriesflow.cli.CommandRun;
import org.seriesflow.cli.ProjectFolder;

/**
 * The trained packages from DICOM files on, against what a plain reading of the recipe in Python
 * with PyTorch says of the same files ({@code seriesflow-models parity --golden}).
 */
class PhantomParityTest {
  private static final Map<String, JsonNode> SERVED = new HashMap<>();
  private static JsonNode golden;

  @BeforeAll
  static void predictAllPhantoms() throws IOException {
    golden = golden();
    var folder = ProjectFolder.root().resolve("models/phantoms");
    var input = new StringBuilder();
    golden
        .get("series")
        .forEach(entry -> input.append(folder.resolve(entry.get("file").asText())).append('\n'));
    var run =
        CommandRun.withInput(
            input.toString(),
            "predict",
            "--stdin",
            "--json",
            "--roi",
            golden.get("roi").asText(),
            "--classifier",
            golden.get("classifier").asText());
    var answers = run.jsonLines();
    for (int i = 0; i < answers.size(); i++) {
      SERVED.put(
          golden.get("series").get(i).get("file").asText(), answers.get(i).get("series").get(0));
    }
  }

  private static JsonNode golden() throws IOException {
    try (var stream = PhantomParityTest.class.getResourceAsStream("/golden/phantoms.json")) {
      return new ObjectMapper().readTree(stream);
    }
  }

  static Stream<JsonNode> readings() throws IOException {
    return golden().get("series").valueStream();
  }

  @ParameterizedTest
  @MethodSource("readings")
  void shouldFindTheBoxOfTheReferenceReading(JsonNode reading) {
    var served = SERVED.get(reading.get("file").asText());
    assertEquals("PREDICTED", served.get("status").asText(), served.toString());
    assertEquals(reading.get("box"), served.get("roi").get("voxelBox"));
  }

  @ParameterizedTest
  @MethodSource("readings")
  void shouldGiveTheLogitsOfTheReferenceReadingOnEveryLabel(JsonNode reading) {
    var served = SERVED.get(reading.get("file").asText()).get("logits");
    var tolerance = golden.get("logitTolerance").asDouble();
    reading
        .get("logits")
        .properties()
        .forEach(
            expected -> {
              var logit = served.get(expected.getKey());
              assertNotNull(logit, expected.getKey());
              assertEquals(
                  expected.getValue().asDouble(), logit.asDouble(), tolerance, expected.getKey());
            });
  }
}
