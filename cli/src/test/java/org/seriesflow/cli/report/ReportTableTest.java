package org.seriesflow.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.cli.SampleEvents;
import org.seriesflow.events.PredictionStatus;

class ReportTableTest {
  private static final String UID = "1.2.826.0.1.3680043.10.1234.5678.90123456";

  private static RunReport report() {
    return RunReport.of(
        List.of(
            EventResults.of(SampleEvents.predicted(UID, 1, PredictionStatus.PREDICTED)),
            EventResults.of(SampleEvents.skipped("1.2.9", 1))),
        List.of(new RefusedFile("folder/a.dcm", "NOT_DICOM", "it holds no DICOM data set")),
        0,
        "UNTRAINED",
        42_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 120, 160})
  void shouldFitTheTerminal(int width) {
    var lines = ReportTable.render(report(), width).lines().toList();
    assertTrue(lines.stream().allMatch(line -> line.length() <= width), String.join("\n", lines));
  }

  @Test
  void shouldShowARowASeriesWithHighestLocationRoiAndTimes() {
    var row = ReportTable.render(report(), 120).lines().skip(2).findFirst().orElseThrow();
    assertEquals(
        List.of(
            "…90123456",
            "PREDICTED",
            "0.500",
            "0.750",
            "basilar",
            "tip",
            "10×20×30",
            "5.0",
            "1.0",
            "0.5",
            "1.5",
            "9.0"),
        List.of(row.strip().split(" +")));
  }

  @Test
  void shouldSayWhyASeriesWasSkippedAndAFileRefused() {
    var text = ReportTable.render(report(), 120);
    assertTrue(
        text.contains("1.2.9 SKIPPED TOO_FEW_SLICES: 2 slices, at least 3 are needed"), text);
    assertTrue(text.contains("folder/a.dcm NOT_DICOM: it holds no DICOM data set"), text);
  }

  @Test
  void shouldLabelWhatMustNotBeTakenForAFinding() {
    var labels = ReportTable.labels(report().summary(), 80);
    assertTrue(labels.contains("UNTRAINED NETWORKS"), labels);
    assertTrue(labels.contains("NOT A MEDICAL DEVICE"), labels);
  }
}
