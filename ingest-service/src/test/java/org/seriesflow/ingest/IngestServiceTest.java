package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.Deidentifier;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.DicomInput;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.imaging.Nifti;
import org.seriesflow.imaging.Shape;
import org.seriesflow.ingest.reception.ReceptionMetrics;
import org.seriesflow.ingest.reception.Recovery;
import org.seriesflow.ingest.reception.StoringSink;
import org.seriesflow.ingest.reception.TopicOfInstances;
import org.seriesflow.local.EmbeddedKafka;
import org.seriesflow.rules.Lanes;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsDifferException;
import org.seriesflow.streaming.identity.IdentityKey;
import org.seriesflow.streaming.identity.IdentityVault;
import org.seriesflow.streaming.payload.MediaTypes;

/** The service from C-STORE to VolumeReady, on a real broker and a real registry. */
class IngestServiceTest {
  private static final String OUT_OF_RESOURCES = "A700H";
  private static final String MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4";
  private static final int PARTITIONS = 2;

  @TempDir static Path shared;
  private static TestStack stack;

  @TempDir Path directory;
  private ServiceBench bench;

  @BeforeAll
  static void startStack() {
    stack = TestStack.start(shared, PARTITIONS);
  }

  @AfterAll
  static void stopStack() {
    stack.close();
  }

  @BeforeEach
  void makeBench() {
    bench = stack.bench(directory);
  }

  @AfterEach
  void closeBench() {
    bench.close();
  }

  private List<Path> series(long seed) throws IOException {
    return SmallSeries.write(directory, seed);
  }

  private static String uid(long seed) {
    return SmallSeries.uid(seed);
  }

  @Test
  void shouldDeidentifyASeriesBeforeItsFirstEventAndKnowTheWayBack() throws Exception {
    var key = IdentityKey.ofBase64("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    var pseudonym = new Deidentifier(key.forUids(), Set.of()).pseudonym(uid(40));
    // Nothing here is about a slow broker.
    bench.set("seriesflow.dicom.acknowledge-timeout", "60s");
    bench.set("seriesflow.deidentification.enabled", "true");
    bench.set("seriesflow.deidentification.key", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    bench.start();

    assertEquals(16, bench.send(series(40)).sent());

    var event = bench.awaitEvent(Topics.VOLUMES, pseudonym);
    assertEquals(16, event.getInstanceCount());
    assertEquals("MR", event.getAttributes().getModality());
    assertTrue(bench.events(Topics.INSTANCES, uid(40)).isEmpty());
    var instance = bench.events(Topics.INSTANCES, pseudonym).getFirst();
    try (var file = bench.payloads().fetch(instance.getPayload())) {
      assertTrue(DicomFiles.isDeidentified(file.file()));
    }
    var vault = new IdentityVault(bench.payloads(), bench.patientKeys(), key);
    assertEquals(uid(40), vault.find(pseudonym).getFirst().seriesInstanceUid());
  }

  @Test
  void shouldMakeAVolumeOfASeriesThatIsSent() throws IOException {
    bench.start();

    var report = bench.send(series(1));

    assertEquals(16, report.sent());
    var event = bench.awaitEvent(Topics.VOLUMES, uid(1));
    assertEquals(1, event.getHeader().getRevision());
    assertEquals(16, event.getInstanceCount());
    var described = event.getVolumes().getFirst();
    try (var file = bench.payloads().fetch(described.getPayload());
        var volume = Nifti.map(file.file())) {
      assertEquals(new Shape(16, 32, 32), volume.shape());
      assertEquals(1.2, volume.geometry().stepZ().z(), 1e-4);
    }
    assertEquals(
        List.of("assembly", "normalisation"),
        event.getTimings().stream().map(timing -> timing.getStage()).toList());
  }

  @Test
  void shouldEndASeriesSoonAfterItsAssociationIsReleased() throws IOException {
    bench.set("seriesflow.assembly.idle", "10m");
    bench.start();

    bench.send(series(21));

    var event = bench.awaitEvent(Topics.SERIES_ASSEMBLED, uid(21));
    assertEquals(CompletionEvidence.ASSOCIATION_RELEASED, event.getEvidence());
    assertEquals(16, event.getInstanceCount());
  }

  @Test
  void shouldEndASeriesAtOnceWhenAMessageNamesAllOfIt() throws IOException {
    bench.set("seriesflow.assembly.idle", "10m");
    bench.set("seriesflow.assembly.ignored-evidence", "ASSOCIATION_RELEASED");
    bench.start();
    var files = series(22);
    bench.send(files);

    bench.name(CompletionEvidence.PERFORMED_PROCEDURE_STEP, files);

    var event = bench.awaitEvent(Topics.SERIES_ASSEMBLED, uid(22));
    assertEquals(CompletionEvidence.PERFORMED_PROCEDURE_STEP, event.getEvidence());
    assertEquals(16, event.getInstanceCount());
  }

  @Test
  void shouldLogEachInstanceWithItsSenderBeforeTheSenderIsToldSuccess() throws IOException {
    bench.start();

    bench.send(series(2));

    var instances = bench.events(Topics.INSTANCES, uid(2));
    assertEquals(16, instances.size());
    for (var instance : instances) {
      assertEquals("ROUTER", instance.getCallingAeTitle());
      assertEquals(IntakeSource.DIMSE, instance.getSource());
      assertTrue(bench.payloads().contains(instance.getPayload()));
    }
  }

  @Test
  void shouldRefuseInstancesWhileTheBrokerIsAwayAndLoseNone() throws IOException {
    bench.start();
    var files = series(3);
    stack.kafka().stop();
    try {
      var report = bench.send(files.subList(0, 2));
      assertEquals(
          List.of(OUT_OF_RESOURCES, OUT_OF_RESOURCES),
          report.refused().stream().map(refused -> refused.status()).toList());
    } finally {
      stack.kafka().restart();
    }

    ServiceBench.await("the receiver to take instances again", () -> sendsAll(files));
    assertEquals(16, bench.awaitEvent(Topics.VOLUMES, uid(3)).getInstanceCount());
  }

  @Test
  void shouldCountASenderThatItDoesNotServe() throws IOException {
    bench.set("seriesflow.dicom.calling-ae-titles", "CT1,MR1");
    bench.start();
    var files = series(7);

    assertThrows(UncheckedIOException.class, () -> bench.send(files));

    assertEquals(1, bench.count("seriesflow.reception.associations.rejected", "CALLING_AE_TITLE"));
    assertEquals(List.of(), bench.events(Topics.INSTANCES, uid(7)));
  }

  @Test
  void shouldRefuseAnExcludedClassAndSaySo() throws IOException {
    bench.set("seriesflow.dicom.excluded-sop-classes", MR_IMAGE_STORAGE);
    bench.start();

    var report = bench.send(series(8));

    assertEquals(0, report.sent());
    assertEquals("NOT_ACCEPTED", report.refused().getFirst().status());
    assertEquals(1, bench.count("seriesflow.reception.contexts.refused", "EXCLUDED_SOP_CLASS"));
  }

  private boolean sendsAll(List<Path> files) {
    return bench.send(files).refused().isEmpty();
  }

  @Test
  void shouldPublishStoredInstancesThatTheLogLacksOnce() throws IOException {
    store(series(4));

    bench.start();
    var event = bench.awaitEvent(Topics.VOLUMES, uid(4));
    bench.stop();
    bench.start();

    assertEquals(16, event.getInstanceCount());
    var instances = bench.events(Topics.INSTANCES, uid(4));
    assertEquals(16, instances.size());
    assertTrue(instances.stream().allMatch(i -> i.getSource() == IntakeSource.RECOVERED));
  }

  private void store(List<Path> files) throws IOException {
    for (var file : files) {
      try (var draft = bench.payloads().draft()) {
        Files.copy(file, draft.output());
        draft.commit(DicomFiles.readUids(file).seriesInstanceUid(), MediaTypes.DICOM);
      }
    }
  }

  @Test
  void shouldMakeOneRevisionOfASeriesThatAStopCutInTwo() throws IOException {
    bench.start();
    var files = series(5);
    bench.send(files.subList(0, 7));
    bench.stop();

    // The rest waits in the log while nobody assembles, for longer than the idle time.
    store(files.subList(7, 16));
    queueRest();
    var idleOver = Instant.now().plusSeconds(3);
    ServiceBench.await("the idle time to pass", () -> Instant.now().isAfter(idleOver));
    bench.start();

    var event = bench.awaitEvent(Topics.SERIES_ASSEMBLED, uid(5));
    assertEquals(16, event.getInstanceCount());
    bench.awaitEvent(Topics.VOLUMES, uid(5));
    assertEquals(
        List.of(1),
        bench.events(Topics.SERIES_ASSEMBLED, uid(5)).stream()
            .map(IngestServiceTest::revision)
            .toList());
  }

  /** Publishes what the store has and the log lacks, as another receiver would. */
  private void queueRest() {
    try (var producer = new EventProducer(stack.kafka().bootstrapServers(), bench.codec())) {
      var log =
          new TopicOfInstances(
              producer,
              Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
              bench.codec());
      new Recovery(
              bench.payloads(),
              log,
              log,
              new ReceptionMetrics(new SimpleMeterRegistry()),
              new StoringSink.Origin("test", ProcessingMode.LIVE, Lanes.NONE),
              Clock.systemUTC(),
              false)
          .publishMissing(Duration.ofHours(1));
    }
  }

  @Test
  void shouldMakeAVolumeOfASeriesThatARouterAnnounces() throws IOException {
    bench.start();

    try (var router = new Router(stack.kafka().bootstrapServers(), bench)) {
      for (var file : series(9)) {
        router.announce(router.store(file));
      }
    }

    var event = bench.awaitEvent(Topics.VOLUMES, uid(9));
    assertEquals(16, event.getInstanceCount());
    var instances = bench.events(Topics.INSTANCES, uid(9));
    assertEquals(16, instances.size());
    for (var instance : instances) {
      assertEquals(IntakeSource.TOPIC, instance.getSource());
      assertEquals("CT-7", instance.getCallingAeTitle());
    }
  }

  @Test
  void shouldMakeADeadLetterOfAWrongAnnouncementAndGoOn() throws IOException {
    bench.start();
    var files = series(10);

    try (var router = new Router(stack.kafka().bootstrapServers(), bench)) {
      var lost = router.store(files.get(0));
      bench.payloads().delete(lost.getPayload());
      router.announce(lost);
      router.announce(router.store(files.get(1)));
    }

    ServiceBench.await(
        "the instance behind the wrong one",
        () -> bench.events(Topics.INSTANCES, uid(10)).size() == 1);
    var letters = bench.letters("instances-announced");
    assertEquals(1, letters.size());
    assertEquals("PAYLOAD_MISSING", letters.getFirst().getCauseCode());
    assertEquals("announcement", letters.getFirst().getStage());
  }

  private static int revision(SeriesAssembled event) {
    return event.getHeader().getRevision();
  }

  @Test
  void shouldMakeTheNextRevisionOfALateSlice() throws IOException {
    bench.start();
    var files = series(6);
    bench.send(files.subList(0, 15));
    bench.awaitEvent(Topics.SERIES_ASSEMBLED, uid(6));
    bench.send(files.subList(15, 16));

    ServiceBench.await(
        "the second revision", () -> bench.events(Topics.VOLUMES, uid(6)).size() == 2);
    var second = bench.events(Topics.VOLUMES, uid(6)).getLast();
    assertEquals(2, second.getHeader().getRevision());
    assertEquals(16, second.getInstanceCount());
  }

  @Test
  void shouldMakeAVolumeOfARealSeriesThatDcmtkSends() throws Exception {
    var storescu = program("storescu");
    assumeTrue(storescu.isPresent(), "dcmtk's storescu is not installed");
    var data =
        Path.of(
            Optional.ofNullable(System.getenv("SERIESFLOW_DATA"))
                .orElse(System.getProperty("seriesflow.root") + "/../shared/data"));
    var archive = data.resolve("mra-head");
    assumeTrue(Files.isDirectory(archive), "no real series at " + archive);
    bench.start();

    try (var input = DicomInput.collect(archive)) {
      var folder = input.files().getFirst().getParent().toString();
      var command =
          List.of(
              storescu.get().toString(),
              "-aet",
              "DCMTK",
              "-aec",
              "SERIESFLOW",
              "+sd",
              "+r",
              "127.0.0.1",
              Integer.toString(bench.port()),
              folder);
      var process = new ProcessBuilder(command).redirectErrorStream(true);
      process.environment().put("TCP_NODELAY", "1");
      var running = process.start();
      var said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, running.waitFor(), said);
    }
    var uid = "1.3.12.2.1107.5.2.18.41072.2017051019011219715101725.0.0.0";
    var event = bench.awaitEvent(Topics.VOLUMES, uid);
    var geometry = event.getVolumes().getFirst().getGeometry();
    assertEquals(106, event.getInstanceCount());
    assertEquals(
        List.of(106, 512, 512),
        List.of(geometry.getSizeZ(), geometry.getSizeY(), geometry.getSizeX()));
  }

  @Test
  void shouldRefuseTheStartWhereTopicsAreMissing() {
    try (var empty = EmbeddedKafka.start();
        var elsewhere =
            new ServiceBench(
                empty.bootstrapServers(), stack.registry().url(), directory.resolve("elsewhere"))) {
      var refusal = assertThrows(IllegalStateException.class, elsewhere::start);

      var differences =
          assertInstanceOf(TopicsDifferException.class, refusal.getCause().getCause());
      assertTrue(differences.getMessage().contains("instances"), differences.getMessage());
    }
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
