package org.seriesflow.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.cli.demo.DemoRun;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.demo.DemoStack;
import org.seriesflow.cli.demo.EventFollower;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.input.SeriesFiles;
import org.seriesflow.cli.predict.LocalPipeline;
import org.seriesflow.cli.report.EventResults;
import org.seriesflow.cli.report.RunReport;
import org.seriesflow.cli.report.SeriesResult;
import org.seriesflow.cli.report.SeriesStatus;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.inference.ExecutionSettings;
import org.seriesflow.stages.UnknownBodyPart;

/**
 * The whole way with real processes: C-STORE, Kafka, the registry and the three services, with the
 * tiny packages. One stack for all tests.
 */
class WholeWayTest {
  private static final Duration IDLE = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int LOCATIONS = 13;
  private static final List<SyntheticSpec> SYNTHETIC =
      List.of(SyntheticSpec.mra(1, true), SyntheticSpec.cta(2, true), SyntheticSpec.mra(3, false));

  @TempDir static Path folder;
  private static DemoStack stack;

  @BeforeAll
  static void startTheStack() throws Exception {
    var root = Path.of(System.getProperty("seriesflow.root"));
    var settings =
        new DemoSettings(
            root,
            folder.resolve("data"),
            root.resolve("models/tiny-roi"),
            root.resolve("models/tiny-classifier"),
            2,
            IDLE,
            "skip",
            DemoPorts.anyFree());
    stack = DemoStack.start(settings, line -> {});
  }

  @AfterAll
  static void endTheStack() {
    if (stack != null) {
      stack.close();
    }
  }

  private static RunReport send(InputFiles input) throws Exception {
    try (input;
        var follower = new EventFollower(stack.bootstrapServers(), stack.registryUrl())) {
      return new DemoRun(stack, follower, IDLE, PATIENCE, Instant.now(), line -> {}).run(input);
    }
  }

  @Test
  void shouldPredictSyntheticSeriesWithTheNumbersOfTheSingleProcess() throws Exception {
    var input = SyntheticInput.of(folder.resolve("synthetic"), SYNTHETIC);
    var sent = SeriesFiles.of(input).series();
    assertEquals(SYNTHETIC.size(), sent.size());
    var results = Outcomes.bySeries(send(input));
    var scratch = Files.createDirectory(folder.resolve("scratch"));
    try (var local =
        new LocalPipeline(
            stack.settings().roiPackage(),
            stack.settings().classifierPackage(),
            scratch,
            UnknownBodyPart.SKIP,
            ExecutionSettings.cpu())) {
      for (var series : sent) {
        var result = results.get(series.seriesInstanceUid());
        assertNotNull(result, "missing: " + series.seriesInstanceUid());
        assertPredicted(result);
        assertSameNumbers(EventResults.of((SeriesPredicted) local.run(series)), result);
      }
    }
  }

  private static void assertSameNumbers(SeriesResult expected, SeriesResult actual) {
    assertEquals(expected.presence(), actual.presence());
    assertEquals(expected.locations(), actual.locations());
    assertEquals(expected.modality(), actual.modality());
    assertEquals(expected.roi(), actual.roi());
    assertEquals(expected.models(), actual.models());
  }

  private static void assertPredicted(SeriesResult result) {
    assertEquals(SeriesStatus.PREDICTED, result.status(), Outcomes.of(result) + result.reason());
    assertEquals(1, result.revision());
    assertTrue(result.presence() > 0 && result.presence() < 1, "presence " + result.presence());
    assertEquals(LOCATIONS, result.locations().size());
    assertNull(result.reasonCode());
    assertNotNull(result.roi());
    assertNotNull(result.millis().classification());
    assertTrue(result.models().classifier().startsWith("tiny-classifier@"));
  }

  @Test
  void shouldPredictTheRealAngiographyOfAHead() throws Exception {
    var report = send(InputFiles.of(RealSeries.folder("mra-head")));
    var result =
        Outcomes.bySeries(report).get("1.3.12.2.1107.5.2.18.41072.2017051019011219715101725.0.0.0");
    assertNotNull(result);
    assertPredicted(result);
    assertTrue(result.roi().voxelBox().max().get(0) <= 106, "slices: " + result.roi());
  }

  @Test
  void shouldEndEverySeriesThatIsNoVolumeWithItsReason() throws Exception {
    var report = send(InputFiles.of(RealSeries.folder("bad-input")));
    var expected =
        Map.of(
            "1.2.826.0.1.3680043.8.498.172569766509356512040321185", "SKIPPED NOT_ELIGIBLE",
            "1.2.826.0.1.3680043.8.498.172569766509356227417197937", "SKIPPED UNEVEN_SPACING",
            "1.3.12.2.1107.5.2.18.41072.30000017051006485704000003266", "SKIPPED PROJECTION_IMAGE",
            "1.2.826.0.1.3680043.8.498.172569766509356581228571744", "SKIPPED MIXED_ORIENTATION",
            "1.3.12.2.1107.5.2.32.35139.201012081945149135660302.0.0.0", "SKIPPED UNEVEN_SPACING",
            "1.1.11.1.1111.1.1.11.11111.11111111111111111111111111111", "SKIPPED PROJECTION_IMAGE",
            "1.2.826.0.1.3680043.8.498.1725697665093567298243974030", "SKIPPED TOO_FEW_SLICES");
    assertEndings(expected, report);
    assertEquals(List.of(), report.refused());
  }

  @Test
  void shouldEndEverySmallSeriesAndListTheFileThatIsNoDicom() throws Exception {
    var report = send(InputFiles.of(RealSeries.folder("small")));
    var expected =
        Map.of(
            "1.3.6.1.4.1.5962.1.3.1.1.20040119072730.12322", "SKIPPED TOO_FEW_SLICES",
            "1.3.6.1.4.1.5962.1.3.8.1.20040826185059.5457", "SKIPPED TOO_FEW_SLICES",
            "1.3.6.1.4.1.5962.1.3.4.1.20040826185059.5457", "SKIPPED TOO_FEW_SLICES",
            "1.3.6.1.4.1.5962.1.3.0.0.977067310.6001.0", "SKIPPED TOO_FEW_SLICES");
    assertEndings(expected, report);
    assertEquals(
        List.of("no_meta.dcm NOT_DICOM"),
        report.refused().stream()
            .map(r -> Path.of(r.file()).getFileName() + " " + r.status())
            .toList());
  }

  private static void assertEndings(Map<String, String> expected, RunReport report) {
    var actual = new TreeMap<String, String>();
    Outcomes.bySeries(report)
        .forEach(
            (uid, result) -> {
              if (expected.containsKey(uid)) {
                actual.put(uid, Outcomes.of(result));
              }
            });
    assertEquals(new TreeMap<>(expected), actual);
    assertEquals(0, report.summary().unended());
  }
}
