package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.events.Lane;
import org.seriesflow.streaming.Topics;

/** The lane of what comes in, by each way, in the running service. */
class LanesOfServiceTest {
  @TempDir static Path shared;
  private static TestStack stack;

  @TempDir Path directory;
  private ServiceBench bench;

  @BeforeAll
  static void startStack() {
    stack = TestStack.start(shared, 2);
  }

  @AfterAll
  static void stopStack() {
    stack.close();
  }

  @BeforeEach
  void makeBench() {
    bench = stack.bench(directory);
    // Nothing here is about a slow broker.
    bench.set("seriesflow.dicom.acknowledge-timeout", "60s");
  }

  @AfterEach
  void closeBench() {
    bench.close();
  }

  private void start(String condition) throws IOException {
    bench.set("seriesflow.rules.file", SmallSeries.rules(directory, condition).toString());
    bench.start();
  }

  private List<Path> series(long seed) throws IOException {
    return SmallSeries.write(directory, seed);
  }

  private static String uid(long seed) {
    return SmallSeries.uid(seed);
  }

  @Test
  void shouldTakeASeriesThatIsSentToAnUrgentTitleThroughTopicsOfItsOwn() throws IOException {
    start("sender: called-ae-title, in: [STAT]");

    assertEquals(16, bench.send(series(1), "STAT").sent());

    assertEquals(Lane.STAT, bench.awaitEvent(Topics.VOLUMES_STAT, uid(1)).getHeader().getLane());
    assertEquals(
        Lane.STAT, bench.awaitEvent(Topics.SERIES_ASSEMBLED_STAT, uid(1)).getHeader().getLane());
    assertEquals(List.of(), bench.events(Topics.SERIES_ASSEMBLED, uid(1)));
    assertEquals(List.of(), bench.events(Topics.VOLUMES, uid(1)));
  }

  @Test
  void shouldTakeTheOthersTheWayOfAll() throws IOException {
    start("sender: called-ae-title, in: [STAT]");

    assertEquals(16, bench.send(series(2)).sent());

    assertEquals(Lane.ROUTINE, bench.awaitEvent(Topics.VOLUMES, uid(2)).getHeader().getLane());
    assertEquals(List.of(), bench.events(Topics.VOLUMES_STAT, uid(2)));
  }

  @Test
  void shouldFindTheLaneOfAnAnnouncedInstanceByWhatIsStored() throws IOException {
    start("attribute: SeriesInstanceUID, equals: " + uid(3));

    try (var router = new Router(stack.kafka().bootstrapServers(), bench)) {
      router.announce(router.store(series(3).getFirst()));
    }

    ServiceBench.await("logged", () -> !bench.events(Topics.INSTANCES, uid(3)).isEmpty());
    var event = bench.events(Topics.INSTANCES, uid(3)).getFirst();
    assertEquals(IntakeSource.TOPIC, event.getSource());
    assertEquals(Lane.STAT, event.getHeader().getLane());
  }

  @Test
  void shouldFindTheLaneOfWhatIsRecoveredWithoutTheTitleThatWasCalled() throws IOException {
    try (var router = new Router(stack.kafka().bootstrapServers(), bench)) {
      router.store(series(4).getFirst());
      router.store(series(5).getFirst());
    }

    start(
        "any: [{attribute: SeriesInstanceUID, equals: %s}, {sender: called-ae-title, exists: true}]"
            .formatted(uid(4)));

    var urgent = bench.awaitEvent(Topics.INSTANCES, uid(4));
    assertEquals(IntakeSource.RECOVERED, urgent.getSource());
    assertEquals(Lane.STAT, urgent.getHeader().getLane());
    assertEquals(Lane.ROUTINE, bench.awaitEvent(Topics.INSTANCES, uid(5)).getHeader().getLane());
  }

  @Test
  void shouldMakeAVolumeOfAnUrgentSeriesWhileARoutineOneHoldsItsThread() throws Exception {
    var held = new HeldStore(Files.createDirectories(directory.resolve("store")), uid(6));
    try (var applications = new NormalisationBench(stack, bench.config(), held)) {
      applications.assembled(Topics.SERIES_ASSEMBLED, series(6), uid(6), Lane.ROUTINE);
      held.awaitFetch();
      applications.assembled(Topics.SERIES_ASSEMBLED_STAT, series(7), uid(7), Lane.STAT);

      bench.awaitEvent(Topics.VOLUMES_STAT, uid(7));
      assertEquals(List.of(), bench.events(Topics.VOLUMES, uid(6)));
      held.release();
      bench.awaitEvent(Topics.VOLUMES, uid(6));
    } finally {
      held.release();
    }
  }
}
