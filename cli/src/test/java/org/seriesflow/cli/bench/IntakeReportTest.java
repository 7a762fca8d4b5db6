package org.seriesflow.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.seriesflow.benchmarks.Side;
import org.seriesflow.cli.bench.IntakeReport.Entry;
import org.seriesflow.cli.bench.IntakeReport.Step;
import org.seriesflow.cli.report.ReportJson;

class IntakeReportTest {
  private static final List<Side> SIDES =
      List.of(
          new Side("seriesflow", List.of(100.0, 200.0, 400.0)),
          new Side("orthanc", List.of(500.0)),
          new Side("storescp", List.of(50.0)));

  private static IntakeReport report(Entry... entries) {
    return new IntakeReport("intake", "few", Map.of(), Map.of(), List.of(entries), List.of());
  }

  private static JsonNode json(IntakeReport report) throws IOException {
    return new ObjectMapper().readTree(ReportJson.write(report));
  }

  @Test
  void shouldGiveRatesAndTheirSpread() throws IOException {
    var ours = json(report(Entry.of(1, 1, 50, SIDES, Map.of()))).at("/entries/0/sides/0");
    assertEquals(250, ours.get("medianPerSecond").doubleValue(), 1e-9);
    assertEquals(125, ours.get("slowestPerSecond").doubleValue(), 1e-9);
    assertEquals(500, ours.get("fastestPerSecond").doubleValue(), 1e-9);
  }

  @Test
  void shouldGiveOurRateByThatOfEachPeer() throws IOException {
    var entry = json(report(Entry.of(4, 1, 50, SIDES, Map.of()))).at("/entries/0");
    assertEquals(4, entry.get("associations").intValue());
    assertEquals(2.5, entry.get("ratioToOrthanc").doubleValue(), 1e-9);
    assertEquals(.25, entry.get("ratioToStorescp").doubleValue(), 1e-9);
  }

  @Test
  void shouldTellWhichGoalWasMet() throws IOException {
    var report = report(Entry.of(1, 1, 50, SIDES, Map.of()));
    assertEquals(List.of(true, false), List.copyOf(report.goals().values()));
    assertEquals(2, json(report).get("goals").size());
  }

  @Test
  void shouldSayWhyAPeerTakesNoPart() throws IOException {
    var missing = Map.of("orthanc", "orthanc is not installed");
    var report = report(Entry.of(1, 1, 50, List.of(SIDES.getFirst()), missing));
    var entry = json(report).at("/entries/0");
    assertTrue(entry.get("ratioToOrthanc").isNull());
    assertEquals("orthanc is not installed", entry.at("/sides/1/missing").textValue());
    assertTrue(report.text(100).contains("orthanc is not installed"), report.text(100));
    assertFalse(report.text(100).contains("met:"), report.text(100));
  }

  @Test
  void shouldGiveTheRateOfEachStepOfAGrowingStoreByTheFirst() {
    var steps = Step.of(1000, 500, List.of(1000.0, 2000.0));
    assertEquals(List.of(new Step(1500, 500, 1), new Step(2000, 250, .5)), steps);
  }
}
