package org.seriesflow.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.seriesflow.cli.SampleEvents;
import org.seriesflow.events.PredictionStatus;

class ReportJsonTest {
  private static JsonNode document(SeriesResult... results) throws Exception {
    var refused = List.of(new RefusedFile("a.dcm", "A900H", "no SOP Instance UID"));
    var report = RunReport.of(List.of(results), refused, 0, "UNTRAINED", 42_000);
    return new ObjectMapper().readTree(ReportJson.write(report));
  }

  private static List<String> keys(JsonNode node) {
    var keys = new ArrayList<String>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void shouldHoldTheKeysOfTheContractInTheirOrder() throws Exception {
    var document =
        document(EventResults.of(SampleEvents.predicted("1.2.3", 1, PredictionStatus.PREDICTED)));
    assertEquals(List.of("series", "refused", "summary"), keys(document));
    var series = document.get("series").get(0);
    assertEquals(
        List.of(
            "seriesInstanceUid",
            "revision",
            "status",
            "reasonCode",
            "reason",
            "presence",
            "locations",
            "modality",
            "volume",
            "roi",
            "models",
            "millis"),
        keys(series));
    assertEquals(List.of("voxelBox", "minMm", "maxMm"), keys(series.get("roi")));
    assertEquals(List.of("roi", "classifier"), keys(series.get("models")));
    assertEquals(
        List.of("assembly", "normalisation", "roi", "classification", "total"),
        keys(series.get("millis")));
    assertEquals(List.of("file", "status", "reason"), keys(document.get("refused").get(0)));
  }

  @Test
  void shouldStateWhatTheEventStates() throws Exception {
    var series =
        document(EventResults.of(SampleEvents.predicted("1.2.3", 1, PredictionStatus.PREDICTED)))
            .get("series")
            .get(0);
    assertEquals(0.5, series.get("presence").asDouble());
    assertEquals("{\"left MCA\":0.25,\"basilar tip\":0.75}", series.get("locations").toString());
    assertEquals(
        "{\"min\":[1,2,3],\"max\":[11,22,33]}", series.get("roi").get("voxelBox").toString());
    assertEquals("[-1.5,-2.5,-3.5]", series.get("roi").get("minMm").toString());
    assertEquals("tiny-roi@1.0.0", series.get("models").get("roi").asText());
    assertEquals(9000, series.get("millis").get("total").asDouble());
    assertTrue(series.get("reasonCode").isNull());
    assertTrue(series.get("modality").isNull());
  }

  @Test
  void shouldWriteNullForStagesThatWereNotReached() throws Exception {
    var series = document(EventResults.of(SampleEvents.skipped("1.2.3", 1))).get("series").get(0);
    assertEquals("SKIPPED", series.get("status").asText());
    assertEquals(20, series.get("millis").get("normalisation").asDouble());
    assertTrue(series.get("millis").get("roi").isNull());
    assertTrue(series.get("millis").get("classification").isNull());
    assertTrue(series.get("presence").isNull());
    assertTrue(series.get("roi").isNull());
    assertTrue(series.get("models").get("classifier").isNull());
  }

  @Test
  void shouldWriteNullScoresWhereNoNetworkRan() throws Exception {
    var series =
        document(EventResults.of(SampleEvents.predicted("1.2.3", 1, PredictionStatus.FAILED)))
            .get("series")
            .get(0);
    assertEquals("FAILED", series.get("status").asText());
    assertTrue(series.get("presence").isNull());
    assertTrue(series.get("locations").get("left MCA").isNull());
  }

  @Test
  void shouldCountByStatus() throws Exception {
    var summary =
        document(
                EventResults.of(SampleEvents.predicted("1", 1, PredictionStatus.PREDICTED)),
                EventResults.of(SampleEvents.predicted("2", 1, PredictionStatus.FALLBACK)),
                EventResults.of(SampleEvents.skipped("3", 1)))
            .get("summary");
    assertEquals(3, summary.get("series").asInt());
    assertEquals(1, summary.get("predicted").asInt());
    assertEquals(1, summary.get("fallback").asInt());
    assertEquals(1, summary.get("skipped").asInt());
    assertEquals(0, summary.get("failed").asInt());
    assertEquals(1, summary.get("refusedFiles").asInt());
    assertEquals("research use, not a medical device", summary.get("disclaimer").asText());
  }

  @Test
  void shouldAddLogitsOnlyWhereAskedFor() throws Exception {
    var series =
        document(EventResults.of(SampleEvents.predicted("1", 1, PredictionStatus.PREDICTED), true))
            .get("series")
            .get(0);
    assertEquals(
        "{\"left MCA\":-0.25,\"basilar tip\":0.25,\"aneurysm present\":0.0}",
        series.get("logits").toString());
  }
}
