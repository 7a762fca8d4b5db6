package org.seriesflow.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.demo.DemoStack;
import org.seriesflow.cli.demo.EventFollower;
import org.seriesflow.dicom.DicomSender;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.local.ChildProcess;

/**
 * kill -9 of the classifier-service while it has a series in work. The reference classifier, which
 * takes seconds a series: the tiny one would be done before the kill.
 */
class KilledServiceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** How long nothing further may come before "once" counts as once. */
  private static final int QUIET_POLLS = 15;

  @TempDir Path folder;

  @Test
  void shouldPredictOnceTheSeriesThatAKilledServiceHadInWork() throws Exception {
    var root = Path.of(System.getProperty("seriesflow.root"));
    var settings =
        new DemoSettings(
            root,
            folder.resolve("data"),
            root.resolve("models/tiny-roi"),
            root.resolve("models/aneurysm-classifier"),
            2,
            Duration.ofSeconds(1),
            "skip",
            DemoPorts.anyFree());
    try (var stack = DemoStack.start(settings, line -> {});
        var input =
            SyntheticInput.of(folder.resolve("synthetic"), List.of(SyntheticSpec.mra(1, true)));
        var follower = new EventFollower(stack.bootstrapServers(), stack.registryUrl())) {
      DicomSender.send(
          input.files(),
          new SendSettings("127.0.0.1", stack.dicomPort(), "E2E", DemoPorts.AE_TITLE),
          (file, accepted, done, total) -> {});
      var events = new ArrayList<SpecificRecord>();
      until(follower, events, RoiExtracted.class);

      var killed =
          stack.services().stream()
              .filter(service -> service.name().equals("classifier-service"))
              .findFirst()
              .orElseThrow()
              .process();
      List<String> command = commandOf(killed.handle());
      killed.kill();
      assertEquals(0, count(events), "predicted before the kill: the test shows nothing");

      try (var successor =
          ChildProcess.start(
              "classifier-service", command, folder, folder.resolve("successor.log"))) {
        until(follower, events, SeriesPredicted.class);
        for (int poll = 0; poll < QUIET_POLLS; poll++) {
          events.addAll(follower.poll(Duration.ofMillis(200)));
        }
        assertTrue(successor.isAlive(), "the successor died: " + successor.logFile());
      }
      assertEquals(1, count(events));
      assertEquals(PredictionStatus.PREDICTED, predictions(events).getFirst().getStatus());
    }
  }

  private static List<String> commandOf(ProcessHandle process) {
    var command = new ArrayList<String>();
    command.add(process.info().command().orElseThrow());
    command.addAll(List.of(process.info().arguments().orElseThrow()));
    return command;
  }

  private static void until(
      EventFollower follower, List<SpecificRecord> events, Class<? extends SpecificRecord> type) {
    var deadline = Instant.now().plus(PATIENCE);
    while (events.stream().noneMatch(type::isInstance)) {
      assertTrue(Instant.now().isBefore(deadline), "no " + type.getSimpleName() + " in " + events);
      events.addAll(follower.poll(Duration.ofMillis(200)));
    }
  }

  private static List<SeriesPredicted> predictions(List<SpecificRecord> events) {
    return events.stream()
        .filter(SeriesPredicted.class::isInstance)
        .map(SeriesPredicted.class::cast)
        .toList();
  }

  private static int count(List<SpecificRecord> events) {
    return predictions(events).size();
  }
}
