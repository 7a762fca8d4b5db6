package org.seriesflow.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.report.RefusedFile;
import org.seriesflow.cli.report.RunReport;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.DicomSender;
import org.seriesflow.dicom.InstanceUids;
import org.seriesflow.dicom.SendReport;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.events.Training;

/**
 * Sends an input to a running stack by C-STORE and follows the topics until every series has its
 * end.
 */
public final class DemoRun {
  /** Longer than the idle time after which a late instance makes a further revision. */
  private static final Duration SETTLES_AFTER_IDLE = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final String CALLING_AE_TITLE = "DEMO";

  private final DemoStack stack;
  private final EventFollower follower;
  private final SeriesTracker tracker;
  private final Duration patience;
  private final Instant begunAt;
  private final Consumer<String> progress;
  private final ConcurrentLinkedQueue<InstanceUids> taken = new ConcurrentLinkedQueue<>();

  /**
   * @param idle the assembly's idle time
   * @param patience how long nothing may be heard before the series that are open count as failed
   * @param begunAt what the report's elapsed time counts from
   */
  public DemoRun(
      DemoStack stack,
      EventFollower follower,
      Duration idle,
      Duration patience,
      Instant begunAt,
      Consumer<String> progress) {
    this.stack = stack;
    this.follower = follower;
    this.tracker = new SeriesTracker(InstantSource.system(), idle.plus(SETTLES_AFTER_IDLE));
    this.patience = patience;
    this.begunAt = begunAt;
    this.progress = progress;
  }

  /** Sends all and waits for all ends, or until patience is lost. */
  public RunReport run(InputFiles input) throws IOException, InterruptedException {
    try (var sending =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("send").factory())) {
      Future<SendReport> sent = sending.submit(() -> send(input));
      try {
        do {
          step();
        } while (!sent.isDone() || (isAnyOpen() && !isPatienceLost()));
      } catch (RuntimeException e) {
        sending.shutdownNow();
        throw e;
      }
      return report(input, sent.get());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause
          ? new CommandFailure("the series could not be sent: " + cause.getMessage(), cause)
          : new IllegalStateException(e.getCause());
    }
  }

  private boolean isAnyOpen() {
    takeSent();
    return !tracker.open().isEmpty();
  }

  /** Follows on, for as long as the process lives; whatever else is sent is shown as it comes. */
  public void goOn() {
    while (!Thread.currentThread().isInterrupted()) {
      step();
    }
  }

  private SendReport send(InputFiles input) throws IOException, InterruptedException {
    var settings =
        new SendSettings("127.0.0.1", stack.dicomPort(), CALLING_AE_TITLE, DemoPorts.AE_TITLE);
    progress.accept("sending " + input.files().size() + " files by C-STORE …");
    var report =
        DicomSender.send(
            input.files(),
            settings,
            (file, accepted, done, total) -> {
              if (accepted) {
                taken.add(uids(file));
              }
            });
    progress.accept(report.sent() + " files sent, " + report.refused().size() + " refused");
    return report;
  }

  private static InstanceUids uids(Path file) {
    try {
      return DicomFiles.readUids(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void step() {
    stack.requireAlive();
    var events = follower.poll(POLL);
    takeSent();
    events.forEach(event -> tracker.accept(event).ifPresent(progress));
  }

  private void takeSent() {
    for (var uids = taken.poll(); uids != null; uids = taken.poll()) {
      tracker.expect(uids.seriesInstanceUid(), uids.sopInstanceUid());
    }
  }

  private boolean isPatienceLost() {
    return Instant.now().isAfter(tracker.lastProgressAt().plus(patience));
  }

  private RunReport report(InputFiles input, SendReport sent) {
    List<RefusedFile> refused =
        sent.refused().stream()
            .map(r -> new RefusedFile(input.nameOf(r.file()), r.status(), r.reason()))
            .toList();
    return RunReport.of(
        tracker.results(),
        refused,
        tracker.open().size(),
        tracker.training().map(Training::name).orElse(null),
        Duration.between(begunAt, Instant.now()).toMillis());
  }
}
