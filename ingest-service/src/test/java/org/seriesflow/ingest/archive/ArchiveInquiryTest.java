package org.seriesflow.ingest.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesEvidence;
import org.seriesflow.ingest.Waiting;
import org.seriesflow.streaming.evidence.SeriesEvidenceLog;

class ArchiveInquiryTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Queue<SeriesEvidence> logged = new ConcurrentLinkedQueue<>();
  private final CountDownLatch answers = new CountDownLatch(1);
  private ArchiveInquiry inquiry;

  /** Counts the series that it has; fails for others; answers none until it may. */
  private final class Counts implements Archive {
    private final Map<String, OptionalInt> bySeries;

    Counts(Map<String, OptionalInt> bySeries) {
      this.bySeries = bySeries;
    }

    @Override
    public String name() {
      return "PACS";
    }

    @Override
    public OptionalInt instances(String study, String series)
        throws IOException, InterruptedException {
      answers.await();
      var count = bySeries.get(series);
      if (count == null) {
        throw new IOException("PACS is away");
      }
      return count;
    }
  }

  private void ask(Map<String, OptionalInt> bySeries) {
    inquiry =
        new ArchiveInquiry(
            new Counts(bySeries),
            () ->
                new SeriesEvidenceLog(
                    logged::add, "ingest-service@test", ProcessingMode.LIVE, Clock.systemUTC()),
            meters);
  }

  @AfterEach
  void close() {
    inquiry.close();
  }

  private double counted(String outcome) {
    return meters.get("seriesflow.archive.questions").tag("outcome", outcome).counter().count();
  }

  @Test
  void shouldLogWhatTheArchiveCounts() {
    answers.countDown();
    ask(Map.of("1.2.1", OptionalInt.of(16)));

    inquiry.quiet("1.2.1", "1.2");

    Waiting.until("a count", () -> counted("COUNTED") == 1);
    var event = logged.remove();
    assertEquals(CompletionEvidence.ARCHIVE_COUNT, event.getEvidence());
    assertEquals("1.2.1", event.getHeader().getSeriesInstanceUid());
    assertEquals("1.2", event.getHeader().getStudyInstanceUid());
    assertEquals(16, event.getInstanceCount());
    assertEquals("PACS", event.getAeTitle());
  }

  @Test
  void shouldLogNothingWhereTheArchiveIsAwayOrDoesNotKnowTheSeries() {
    answers.countDown();
    ask(Map.of("1.2.2", OptionalInt.empty()));

    inquiry.quiet("1.2.1", "1.2");
    inquiry.quiet("1.2.2", "1.2");

    Waiting.until("both outcomes", () -> counted("FAILED") == 1 && counted("NOT_KNOWN") == 1);
    assertTrue(logged.isEmpty());
  }

  @Test
  void shouldReturnAtOnceAndLeaveOutWhatTooManyWaitFor() {
    ask(Map.of("1.2.1", OptionalInt.of(16)));

    for (var question = 0; question < 70; question++) {
      inquiry.quiet("1.2.1", "1.2");
    }

    // One is in work and 64 wait.
    assertEquals(5, counted("NOT_ASKED"));
    answers.countDown();
    Waiting.until("the others", () -> counted("COUNTED") == 65);
  }
}
