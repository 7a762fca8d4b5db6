package org.seriesflow.ingest.archive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.seriesflow.ingest.assembly.QuietListener;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.evidence.SeriesEvidenceLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an archive about series that have gone quiet, and logs what it counts as evidence. One
 * question at a time, in the background; whatever goes wrong is counted, and silence decides as it
 * would have.
 */
public final class ArchiveInquiry implements QuietListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveInquiry.class);

  /** Series that wait to be asked about; more are not asked about this time. */
  private static final int MOST_WAITING = 64;

  private static final int LAST_QUESTION_SECONDS = 2;

  private enum Outcome {
    COUNTED,
    NOT_KNOWN,
    FAILED,
    NOT_ASKED
  }

  private final Archive archive;
  private final Supplier<SeriesEvidenceLog> log;
  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
  private final ThreadPoolExecutor asking =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("archive-inquiry").factory());

  /**
   * Describes it.
   *
   * @param log where the evidence goes; asked for with the first answer
   */
  public ArchiveInquiry(Archive archive, Supplier<SeriesEvidenceLog> log, MeterRegistry meters) {
    this.archive = archive;
    this.log = log;
    for (var outcome : Outcome.values()) {
      outcomes.put(
          outcome,
          Counter.builder("seriesflow.archive.questions")
              .description("Questions to the archive, by what became of them")
              .tag("outcome", outcome.name())
              .register(meters));
    }
  }

  @Override
  public void quiet(String seriesInstanceUid, String studyInstanceUid) {
    try {
      asking.execute(() -> ask(seriesInstanceUid, studyInstanceUid));
    } catch (RejectedExecutionException e) {
      outcomes.get(Outcome.NOT_ASKED).increment();
      LOG.warn(
          "series {}: archive {} is not asked, {} questions wait already",
          seriesInstanceUid,
          archive.name(),
          MOST_WAITING);
    }
  }

  private void ask(String series, String study) {
    outcomes.get(outcome(series, study)).increment();
  }

  private Outcome outcome(String series, String study) {
    try {
      var count = archive.instances(study, series);
      if (count.isEmpty()) {
        LOG.debug("series {}: archive {} counts nothing", series, archive.name());
        return Outcome.NOT_KNOWN;
      }
      log.get().counted(series, study, archive.name(), count.getAsInt());
      return Outcome.COUNTED;
    } catch (IOException | TransientFaultException e) {
      LOG.warn("series {}: no count of the archive: {}", series, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("series {}: no count of archive {}", series, archive.name(), e);
    }
    return Outcome.FAILED;
  }

  /** Asks nothing more; a question in work is given up. */
  @Override
  public void close() {
    asking.shutdownNow();
    try {
      if (!asking.awaitTermination(LAST_QUESTION_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("archive {} still does not answer", archive.name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    archive.close();
  }
}
