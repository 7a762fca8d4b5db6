package org.seriesflow.cli.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.seriesflow.cli.CommandRun;
import org.seriesflow.cli.Seriesflow;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.input.SeriesFiles;
import org.seriesflow.cli.phantom.StandInPhantoms;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.inference.ExecutionSettings;
import org.seriesflow.stages.UnknownBodyPart;

class PredictCommandTest {
  private static final String[] LINES = {
    "predict", "--stdin", "--json", "--roi", "tiny-roi", "--classifier", "tiny-classifier"
  };

  @TempDir static Path folder;
  private static Path archive;

  @BeforeAll
  static void makeSeries() throws IOException {
    archive = StandInPhantoms.write(folder.resolve("phantoms")).resolve("without.zip");
  }

  private static List<String> keys(JsonNode node) {
    var keys = new ArrayList<String>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void shouldAnswerEachLineOfStandardInputWithOneLineInTheirOrder() throws Exception {
    var run = CommandRun.withInput(archive + "\n\n/does/not/exist\n" + archive + "\n", LINES);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(3, run.out().lines().count(), run.out());
    var answers = run.jsonLines();
    assertEquals(archive.toString(), answers.get(0).get("input").asText());
    assertEquals(List.of("input", "training", "series", "refused"), keys(answers.get(0)));
    assertEquals("UNTRAINED", answers.get(0).get("training").asText());
    assertEquals(
        "{\"input\":\"/does/not/exist\",\"error\":\"/does/not/exist does not exist\"}",
        answers.get(1).toString());
    assertEquals(withoutTimes(answers.get(0)).toString(), withoutTimes(answers.get(2)).toString());
  }

  @Test
  void shouldAnswerAnArchiveThatIsNoneWithAnErrorThatNamesIt() throws Exception {
    var spoilt = Files.writeString(folder.resolve("spoilt.zip"), "no archive");
    var run = CommandRun.withInput(spoilt + "\n", LINES);
    assertEquals(0, run.exitCode(), run.err());
    var error = run.jsonLines().getFirst().get("error").asText();
    assertTrue(error.startsWith(spoilt + " cannot be unpacked"), error);
  }

  @Test
  void shouldAnswerAFileThatIsNoDicomWithItsRefusal() throws Exception {
    var text = Files.writeString(folder.resolve("notes.txt"), "no DICOM");
    var answer = CommandRun.withInput(text + "\n", LINES).jsonLines().getFirst();
    assertEquals(0, answer.get("series").size());
    assertEquals("NOT_DICOM", answer.at("/refused/0/status").asText(), answer.toString());
  }

  @Test
  void shouldGiveTheSeriesThatACallForThatInputAloneGives() throws Exception {
    var answer = CommandRun.withInput(archive + "\n", LINES).jsonLines().getFirst();
    var alone =
        CommandRun.of(
                "predict",
                archive.toString(),
                "--json",
                "--roi",
                "tiny-roi",
                "--classifier",
                "tiny-classifier")
            .json();
    assertEquals(1, answer.get("series").size());
    assertEquals(
        withoutTimes(alone).get("series").toString(),
        withoutTimes(answer).get("series").toString());
  }

  private static JsonNode withoutTimes(JsonNode document) {
    var copy = document.deepCopy();
    copy.get("series").forEach(series -> ((ObjectNode) series).remove("millis"));
    return copy;
  }

  @Test
  void shouldStateLogitsAndWhereTheRegionLies() throws Exception {
    var series = CommandRun.withInput(archive + "\n", LINES).jsonLines().getFirst().at("/series/0");
    assertEquals("PREDICTED", series.get("status").asText(), series.toString());
    assertEquals("[32,64,64]", series.at("/volume/shape").toString());
    assertEquals(4.0, series.at("/volume/spacingMm/0").asDouble(), 1e-9);
    assertEquals(3.0, series.at("/volume/spacingMm/2").asDouble(), 1e-9);
    assertFalse(series.at("/volume/geometryEstimated").asBoolean(true));
    // The outer edge of the first voxel of the box, along the patient's left: half a voxel before.
    int minX = series.at("/roi/voxelBox/min/2").asInt();
    double step = series.at("/volume/indexToLps/0").asDouble();
    double origin = series.at("/volume/indexToLps/3").asDouble();
    assertEquals(
        series.at("/roi/minMm/0").asDouble(), origin + step * (minX - .5), 1e-6, series.toString());
    assertEquals(18, series.get("logits").size());
  }

  @Test
  void shouldAnswerBeforeTheNextPathIsAskedFor() throws Exception {
    try (var input = new PipedInputStream();
        var answers = new PipedInputStream(1 << 16);
        var output = new PrintStream(new PipedOutputStream(answers), true, StandardCharsets.UTF_8);
        var errors =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        var command = Executors.newSingleThreadExecutor()) {
      var lines = new BufferedReader(new InputStreamReader(answers, StandardCharsets.UTF_8));
      var terminal = new Terminal(input, output, errors, 80, false);
      Future<Integer> end;
      try (var asked = new PipedOutputStream(input)) {
        end = command.submit(() -> Seriesflow.run(terminal, LINES));
        for (int i = 0; i < 2; i++) {
          asked.write((archive + "\n").getBytes(StandardCharsets.UTF_8));
          asked.flush();
          var answer = new ObjectMapper().readTree(lines.readLine());
          assertEquals(1, answer.get("series").size(), answer.toString());
        }
        assertFalse(end.isDone(), "it ended before its input did");
      }
      assertEquals(0, end.get(1, TimeUnit.MINUTES));
    }
  }

  @Test
  void shouldDeleteTheVoxelsOfASeriesWithItsEnd(@TempDir Path scratch) throws Exception {
    var models = Path.of(System.getProperty("seriesflow.root"), "models");
    var loose = folder.resolve("loose");
    SyntheticSeries.write(loose, StandInPhantoms.WITHOUT);
    try (var input = InputFiles.of(loose);
        var pipeline =
            new LocalPipeline(
                models.resolve("tiny-roi"),
                models.resolve("tiny-classifier"),
                scratch,
                UnknownBodyPart.SKIP,
                ExecutionSettings.cpu())) {
      pipeline.run(SeriesFiles.of(input).series().getFirst());
    }
    try (var left = Files.walk(scratch)) {
      assertEquals(List.of(), left.filter(Files::isRegularFile).toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "predict | name a folder, a file or an archive, or --stdin",
        "predict --stdin | --stdin answers in JSON lines: say --json, too",
        "predict --stdin --json a | --stdin reads the inputs from standard input; [a] is one too many",
        "predict a --threads 0 | --threads is 0; at least 1 is needed"
      })
  void shouldRefuseACommandLineThatIsNotClear(String command, String sentence) {
    var run = CommandRun.of(command.split(" ", -1));
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("seriesflow: " + sentence, run.err().strip());
  }
}
