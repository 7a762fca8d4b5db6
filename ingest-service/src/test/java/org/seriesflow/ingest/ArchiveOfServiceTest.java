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
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.ingest.archive.OrthancArchive;
import org.seriesflow.streaming.Topics;

/** The service with a real archive beside it, which nothing but its count may end a series by. */
class ArchiveOfServiceTest {
  @TempDir static Path shared;
  private static OrthancArchive archive;
  private static TestStack stack;

  @TempDir Path directory;
  private ServiceBench bench;

  @BeforeAll
  static void startStack() throws Exception {
    archive = OrthancArchive.start(Files.createDirectory(shared.resolve("orthanc")));
    stack = TestStack.start(Files.createDirectory(shared.resolve("registry")), 1);
  }

  @AfterAll
  static void stopStack() {
    if (stack != null) {
      stack.close();
      archive.close();
    }
  }

  @BeforeEach
  void makeBench() {
    bench = stack.bench(directory);
    bench.set("seriesflow.assembly.idle", "10m");
    bench.set("seriesflow.assembly.idle-while-lacking", "10m");
    bench.set("seriesflow.assembly.ignored-evidence", "ASSOCIATION_RELEASED");
    bench.set("seriesflow.archive.after", "500ms");
  }

  @AfterEach
  void closeBench() {
    bench.close();
  }

  private List<Path> series(long seed) throws Exception {
    return SmallSeries.write(directory, seed);
  }

  @Test
  void shouldEndASeriesWhenTheArchiveCountsAsManyByFind() throws Exception {
    bench.set("seriesflow.archive.host", "127.0.0.1");
    bench.set("seriesflow.archive.port", Integer.toString(archive.dicomPort()));
    bench.set("seriesflow.archive.ae-title", "ORTHANC");
    bench.start();
    var files = series(1);
    archive.store(files);
    var uid = SmallSeries.uid(1);

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

    var event = bench.awaitEvent(Topics.SERIES_ASSEMBLED, SmallSeries.uid(2));
    assertEquals(CompletionEvidence.ARCHIVE_COUNT, event.getEvidence());
    assertEquals(16, event.getInstanceCount());
  }

  @Test
  void shouldLeaveItToSilenceWhereTheArchiveIsAway() throws Exception {
    bench.set("seriesflow.archive.qido-url", "http://127.0.0.1:1/dicom-web");
    bench.set("seriesflow.assembly.idle", "3s");
    bench.start();

    bench.send(series(3));

    var event = bench.awaitEvent(Topics.SERIES_ASSEMBLED, SmallSeries.uid(3));
    assertEquals(CompletionEvidence.IDLE, event.getEvidence());
  }
}
