package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.ingest.archive.OrthancArchive;
import org.seriesflow.local.EmbeddedKafka;
import org.seriesflow.local.RegistryProcess;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** The service with a real archive beside it, which nothing but its count may end a series by. */
class ArchiveOfServiceTest {
  @TempDir static Path shared;
  private static OrthancArchive archive;
  private static RegistryProcess registry;
  private static EmbeddedKafka kafka;

  @TempDir Path directory;
  private ServiceBench bench;

  @BeforeAll
  static void startStack() throws Exception {
    archive = OrthancArchive.start(Files.createDirectory(shared.resolve("orthanc")));
    registry = RegistryProcess.start(Files.createDirectory(shared.resolve("registry")));
    kafka = EmbeddedKafka.start();
    try (var client = SchemaRegistryClient.at(registry.url());
        var admin = new TopicsAdmin(kafka.bootstrapServers(), client)) {
      admin.apply(Topics.all(1), 1);
    }
  }

  @AfterAll
  static void stopStack() {
    if (kafka != null) {
      kafka.close();
      registry.close();
      archive.close();
    }
  }

  @BeforeEach
  void makeBench() {
    bench = new ServiceBench(kafka.bootstrapServers(), registry.url(), directory);
    bench.set("seriesflow.assembly.idle", "10m");
    bench.set("seriesflow.assembly.idle-while-lacking", "10m");
    bench.set("seriesflow.assembly.ignored-evidence", "ASSOCIATION_RELEASED");
    bench.set("seriesflow.archive.after", "500ms");
  }

  @AfterEach
  void closeBench() {
    bench.close();
  }

  private static SyntheticSpec spec(long seed) {
    return new SyntheticSpec(
        seed, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 32, 16, 0.9, 1.2);
  }

  private List<Path> series(long seed) throws Exception {
    return SyntheticSeries.write(directory.resolve("series-" + seed), spec(seed));
  }

  @Test
  void shouldEndASeriesWhenTheArchiveCountsAsManyByFind() throws Exception {
    bench.set("seriesflow.archive.host", "127.0.0.1");
    bench.set("seriesflow.archive.port", Integer.toString(archive.dicomPort()));
    bench.set("seriesflow.archive.ae-title", "ORTHANC");
    bench.start();
    var files = series(1);
    archive.store(files);
    var uid = SyntheticSeries.seriesInstanceUid(spec(1));

    bench.send(files.subList(0, 15));
    ServiceBench.await(
        "a count of the archive",
        () ->
            bench.events(Topics.SERIES_EVIDENCE, uid).stream()
                .anyMatch(one -> one.getEvidence() == CompletionEvidence.ARCHIVE_COUNT));
    assertEquals(List.of(), bench.events(Topics.SERIES_ASSEMBLED, uid));
    bench.send(files.subList(15, 16));

    var event = bench.awaitEvent(Topics.SERIES_ASSEMBLED, uid);
    assertEquals(CompletionEvidence.ARCHIVE_COUNT, event.getEvidence());
    assertEquals(
        "Archive ORTHANC counts 16 instances, and as many are held.", event.getEvidenceDetail());
  }

  @Test
  void shouldEndASeriesWhenTheArchiveCountsAsManyByQido() throws Exception {
    bench.set("seriesflow.archive.qido-url", archive.dicomWeb().toString());
    bench.start();
    var files = series(2);
    archive.store(files);

    bench.send(files);

    var event =
        bench.awaitEvent(Topics.SERIES_ASSEMBLED, SyntheticSeries.seriesInstanceUid(spec(2)));
    assertEquals(CompletionEvidence.ARCHIVE_COUNT, event.getEvidence());
    assertEquals(16, event.getInstanceCount());
  }

  @Test
  void shouldLeaveItToSilenceWhereTheArchiveIsAway() throws Exception {
    bench.set("seriesflow.archive.qido-url", "http://127.0.0.1:1/dicom-web");
    bench.set("seriesflow.assembly.idle", "3s");
    bench.start();

    bench.send(series(3));

    var event =
        bench.awaitEvent(Topics.SERIES_ASSEMBLED, SyntheticSeries.seriesInstanceUid(spec(3)));
    assertEquals(CompletionEvidence.IDLE, event.getEvidence());
  }
}
