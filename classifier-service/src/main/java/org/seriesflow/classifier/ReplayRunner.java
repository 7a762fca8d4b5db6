package org.seriesflow.classifier;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.events.ReplayJobStatus;
import org.seriesflow.streaming.Backoff;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.replay.ReplayCopier;
import org.seriesflow.streaming.replay.ReplayJobs;
import org.seriesflow.streaming.replay.ReplayRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies jobs inside a replay application, a thread each. Those that it had in work go on when it
 * starts again; of several instances the last to begin copies, since a job has one transactional
 * id.
 */
final class ReplayRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayRunner.class);
  private static final Backoff BETWEEN_TRIES =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofDays(1));

  private final ReplayJobs jobs;
  private final ReplayCopier copier;
  private final String applicationId;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  ReplayRunner(Map<String, String> kafka, EventCodec codec, String producer, String applicationId) {
    this.jobs = new ReplayJobs(kafka, codec, Clock.systemUTC());
    this.copier = new ReplayCopier(kafka, codec, producer, Clock.systemUTC(), Thread::sleep);
    this.applicationId = applicationId;
  }

  ReplayJobs jobs() {
    return jobs;
  }

  ReplayCopier copier() {
    return copier;
  }

  /** Goes on with what was in work when the application ended, in the background. */
  void resume() {
    threads.execute(
        () ->
            untilNothingIsAway(
                "the jobs in work",
                () ->
                    jobs.list().stream()
                        .filter(job -> job.getStatus() == ReplayJobStatus.RUNNING)
                        .filter(job -> applicationId.equals(job.getRunner()))
                        .forEach(this::run)));
  }

  /** Copies a job in the background. */
  void run(ReplayJob job) {
    threads.execute(
        () ->
            untilNothingIsAway(
                "job " + job.getJobId(),
                () -> {
                  var ended = copier.run(jobs.get(job.getJobId()), progress -> {});
                  LOG.info("Replay job {} is {}", ended.getJobId(), ended.getStatus());
                }));
  }

  private static void untilNothingIsAway(String what, Runnable work) {
    for (int attempt = 1; ; attempt++) {
      try {
        work.run();
        return;
      } catch (TransientFaultException e) {
        LOG.warn("Replay, {}: {}", what, e.getMessage());
        try {
          Thread.sleep(BETWEEN_TRIES.before(attempt));
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          return;
        }
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
      } catch (ReplayRefusedException e) {
        LOG.info("Replay, {}: {}", what, e.getMessage());
        return;
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
