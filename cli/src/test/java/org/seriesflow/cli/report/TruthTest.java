package org.seriesflow.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.cli.SampleEvents;
import org.seriesflow.events.PredictionStatus;

class TruthTest {
  private static final List<Truth.Aneurysm> AT_THE_TIP =
      List.of(new Truth.Aneurysm("basilar tip", 6.2, List.of(1.0, 2.0, 3.0)));

  private static SeriesResult predicted(String uid) {
    return EventResults.of(SampleEvents.predicted(uid, 1, PredictionStatus.PREDICTED));
  }

  /** The series 1.1 with an aneurysm, 1.2 without one, and 1.3, of which nothing is known. */
  private static RunReport report() {
    return RunReport.of(
            List.of(predicted("1.1"), predicted("1.2"), predicted("1.3")), List.of(), 0, null, 1)
        .withTruths(
            result ->
                switch (result.seriesInstanceUid()) {
                  case "1.1" -> Optional.of(Truth.beside(result, "CTA", AT_THE_TIP));
                  case "1.2" -> Optional.of(Truth.beside(result, "MRA", List.of()));
                  default -> Optional.empty();
                });
  }

  @Test
  void shouldAgreeWhereTheHighestLocationHoldsAnAneurysm() {
    var truth = Truth.beside(predicted("1.1"), "CTA", AT_THE_TIP);
    assertEquals("basilar tip", truth.highestLocation());
    assertTrue(truth.highestLocationAgrees());
  }

  @Test
  void shouldDisagreeWhereTheAneurysmIsElsewhere() {
    var elsewhere = List.of(new Truth.Aneurysm("left MCA", 3, List.of(1.0, 2.0, 3.0)));
    assertFalse(Truth.beside(predicted("1.1"), "CTA", elsewhere).highestLocationAgrees());
  }

  @Test
  void shouldNeitherAgreeNorDisagreeWithoutAnAneurysmOrWithoutScores() {
    assertNull(Truth.beside(predicted("1.2"), "MRA", List.of()).highestLocationAgrees());
    var failed = EventResults.of(SampleEvents.predicted("1.1", 1, PredictionStatus.FAILED));
    assertNull(Truth.beside(failed, "CTA", AT_THE_TIP).highestLocationAgrees());
  }

  @Test
  void shouldShowTheTruthOfPhantomsBesideTheScores() {
    var lines = ReportTable.render(report(), 120).lines().toList();
    assertEquals(
        List.of(
            "1.1",
            "CTA",
            "aneurysm,",
            "basilar",
            "tip,",
            "6.2",
            "mm",
            "0.500",
            "basilar",
            "tip",
            "yes"),
        List.of(
            lines.stream()
                .filter(l -> l.startsWith("1.1") && l.contains("CTA"))
                .findFirst()
                .orElseThrow()
                .strip()
                .split(" +")));
    assertEquals(
        List.of("1.2", "MRA", "none", "0.500", "basilar", "tip", "–"),
        List.of(
            lines.stream()
                .filter(l -> l.startsWith("1.2") && l.contains("MRA"))
                .findFirst()
                .orElseThrow()
                .strip()
                .split(" +")));
    assertEquals(1, lines.stream().filter(line -> line.startsWith("1.3")).count());
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 120})
  void shouldFitTheTerminal(int width) {
    var lines = ReportTable.render(report(), width).lines().toList();
    assertTrue(lines.stream().allMatch(line -> line.length() <= width), String.join("\n", lines));
  }

  @Test
  void shouldStandInTheDocumentOfPhantomsAlone() throws Exception {
    var document = new ObjectMapper().readTree(ReportJson.write(report()));
    assertEquals(
        "{\"synthetic\":true,\"appearance\":\"CTA\",\"aneurysms\":[{\"label\":\"basilar tip\","
            + "\"diameterMm\":6.2,\"centreLpsMm\":[1.0,2.0,3.0]}],"
            + "\"highestLocation\":\"basilar tip\",\"highestLocationAgrees\":true}",
        document.at("/series/0/truth").toString());
    assertFalse(document.at("/series/2").has("truth"));
    assertTrue(document.at("/summary/syntheticInput").asBoolean());
  }

  @Test
  void shouldLabelTheInputSyntheticWhereAPhantomIsInItAndNowhereElse() {
    assertTrue(ReportTable.labels(report().summary(), 80).contains("SYNTHETIC INPUT"));
    var real = RunReport.of(List.of(predicted("1.3")), List.of(), 0, null, 1);
    assertFalse(ReportTable.labels(real.summary(), 80).contains("SYNTHETIC"));
  }
}
