package org.seriesflow.cli.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.KafkaOptions;
import org.seriesflow.cli.ProgressLine;
import org.seriesflow.cli.Terminal;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.events.ReplayJobStatus;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;
import org.seriesflow.streaming.replay.ReplayCopier;
import org.seriesflow.streaming.replay.ReplayJobs;
import org.seriesflow.streaming.replay.ReplayReport;

/** A job as a command deals with it: copied here, watched, told. */
final class ReplayClient implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final Terminal terminal;
  private final KafkaOptions stack;
  private final boolean json;
  private final SchemaRegistryClient registry;
  private final EventCodec codec;
  private final ReplayJobs jobs;
  private final ReplayCopier copier;

  ReplayClient(Terminal terminal, KafkaOptions stack, boolean json) {
    this.terminal = terminal;
    this.stack = stack;
    this.json = json;
    registry = stack.registry();
    codec = new EventCodec(registry);
    jobs = new ReplayJobs(stack.client(), codec, Clock.systemUTC());
    copier = new ReplayCopier(stack.client(), codec, "cli", Clock.systemUTC(), Thread::sleep);
  }

  ReplayJobs jobs() {
    return jobs;
  }

  /** Copies, waits where that is wanted, tells; gives the exit code. */
  int run(ReplayJob job, boolean waits) {
    terminal.progress("replay job " + job.getJobId());
    job.getDeleted().forEach(terminal::progress);
    var line = new ProgressLine(terminal, "copied");
    var ended =
        copier.run(job, progress -> line.update((int) progress.done(), (int) progress.total()));
    if (waits && ended.getStatus() == ReplayJobStatus.COPIED) {
      awaitEnds(ended);
    }
    tell(ended);
    return ended.getStatus() == ReplayJobStatus.COPIED ? 0 : CommandFailure.FAILED;
  }

  private void awaitEnds(ReplayJob job) {
    var line = new ProgressLine(terminal, "scored");
    while (true) {
      var report = ReplayReport.of(stack.client(), codec, job);
      int ended = report.revisions() - report.open().size();
      line.update(ended, report.revisions());
      if (report.open().isEmpty()) {
        return;
      }
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted; see replay show " + job.getJobId(), e);
      }
    }
  }

  void tellDryRun(ReplayJob job) {
    var document = ReplayText.job(job, copier.dryRun(job));
    document.put("dryRun", true);
    print(document);
  }

  /** Tells a job with what came of it. */
  void tell(ReplayJob job) {
    var document = ReplayText.job(job, copier.progress(job));
    ReplayText.add(document, ReplayReport.of(stack.client(), codec, job));
    print(document);
  }

  private void print(ObjectNode document) {
    terminal.out().println(json ? document.toPrettyString() : ReplayText.lines(document));
  }

  @Override
  public void close() {
    registry.close();
  }
}
