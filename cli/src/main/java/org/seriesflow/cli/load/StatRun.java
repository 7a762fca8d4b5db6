package org.seriesflow.cli.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.demo.DemoStack;
import org.seriesflow.cli.traffic.SeriesTraffic;
import org.seriesflow.cli.traffic.SmallSeries;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.DicomSender;
import org.seriesflow.dicom.SendProgress;
import org.seriesflow.dicom.SendSettings;

/** Sends urgent series alone, then a backlog and urgent series beside it. */
final class StatRun {
  private static final int ASSOCIATIONS = 4;
  private static final int WARM_UP = 20;
  private static final String STAT_AE_TITLE = "STAT";
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration TELL = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String RULES =
      """
      format: 1
      name: load
      version: "1"
      lanes:
        stat: {sender: calling-ae-title, equals: %s}
      """
          .formatted(STAT_AE_TITLE);

  private final DemoSettings settings;
  private final int backlog;
  private final int urgent;
  private final Consumer<String> progress;
  private final SmallSeries series;
  private final Map<String, Set<String>> acknowledged = new HashMap<>();
  private int next;

  StatRun(DemoSettings settings, int backlog, int urgent, Consumer<String> progress) {
    var rules = settings.dataFolder().resolve("rules.yaml");
    this.settings = settings.withRules(rules);
    this.backlog = backlog;
    this.urgent = urgent;
    this.progress = progress;
    series = new SmallSeries(settings.dataFolder().resolve("series"), 1);
  }

  /** Starts everything, runs it and ends it. */
  StatReport run() throws IOException, InterruptedException {
    Files.createDirectories(settings.dataFolder());
    Files.writeString(settings.rules().orElseThrow(), RULES);
    try (var stack = DemoStack.start(settings, progress);
        var flow = new Flow(stack);
        var traffic =
            new SeriesTraffic(
                number -> series.files(backlogNumber(number)), stack.dicomPort(), ASSOCIATIONS)) {
      progress.accept("warming up …");
      urgent(WARM_UP, stack, flow);
      progress.accept("sending %d urgent series alone …".formatted(urgent));
      var alone = urgent(urgent, stack, flow);
      progress.accept("sending a backlog of %d series …".formatted(backlog));
      send(traffic, flow, stack);
      int openAtFirst = flow.times().open();
      progress.accept("%d series wait; sending %d urgent ones …".formatted(openAtFirst, urgent));
      var underBacklog = urgent(urgent, stack, flow);
      int openAtLast = flow.times().open();
      progress.accept(
          "of the urgent series 95 of 100 within %.0f ms alone and %.0f ms beside the backlog; %d series wait still"
              .formatted(
                  quantiles(alone, flow).p95(), quantiles(underBacklog, flow).p95(), openAtLast));
      acknowledged.putAll(traffic.acknowledged());
      awaitRest(stack, flow);
      return StatReport.of(
          "%d urgent SYNTHETIC series of 20 slices of 32 × 32, one after another, and a backlog of %d; packages %s and %s"
              .formatted(
                  urgent,
                  backlog,
                  settings.roiPackage().getFileName(),
                  settings.classifierPackage().getFileName()),
          quantiles(alone, flow),
          quantiles(underBacklog, flow),
          quantiles(traffic.acknowledged().keySet(), flow),
          openAtFirst,
          openAtLast,
          flow.count().lost(acknowledged).size(),
          flow.count().doubled().size());
    }
  }

  /** The rest takes longer by far than the urgent series: it tells how far it is. */
  private void awaitRest(DemoStack stack, Flow flow) {
    var next = Instant.now().plus(TELL);
    while (!flow.count().lost(acknowledged).isEmpty()) {
      flow.read(POLL);
      requireProgress(stack, flow);
      if (Instant.now().isAfter(next)) {
        next = Instant.now().plus(TELL);
        progress.accept("%d series wait still".formatted(flow.times().open()));
      }
    }
  }

  /** Numbers of routine series follow those of the urgent ones. */
  private int backlogNumber(int number) {
    return WARM_UP + 2 * urgent + number;
  }

  private void send(SeriesTraffic traffic, Flow flow, DemoStack stack) throws InterruptedException {
    var sent = new ArrayList<Future<?>>();
    for (int number = 0; number < backlog; number++) {
      sent.add(traffic.send(number, Duration.ZERO));
    }
    for (var one : sent) {
      while (!one.isDone()) {
        flow.read(POLL);
        stack.requireAlive();
      }
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new CommandFailure("a series could not be sent: " + e.getCause(), e);
      }
    }
  }

  private List<String> urgent(int count, DemoStack stack, Flow flow)
      throws IOException, InterruptedException {
    var uids = new ArrayList<String>();
    var address =
        new SendSettings("127.0.0.1", stack.dicomPort(), STAT_AE_TITLE, DemoPorts.AE_TITLE);
    for (int i = 0; i < count; i++) {
      var files = series.files(next++);
      var instances = new ArrayList<String>();
      for (var file : files) {
        instances.add(DicomFiles.readUids(file).sopInstanceUid());
      }
      var uid = DicomFiles.readUids(files.getFirst()).seriesInstanceUid();
      var refused = DicomSender.send(files, address, SendProgress.SILENT).refused();
      if (!refused.isEmpty()) {
        throw new CommandFailure("an instance was refused: " + refused.getFirst());
      }
      for (Path file : files) {
        Files.delete(file);
      }
      acknowledged.put(uid, Set.copyOf(instances));
      uids.add(uid);
      await(stack, flow, () -> flow.times().of(uid).isPresent());
    }
    return uids;
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  private static void await(DemoStack stack, Flow flow, Condition condition) {
    while (!condition.holds()) {
      flow.read(POLL);
      requireProgress(stack, flow);
    }
  }

  private static void requireProgress(DemoStack stack, Flow flow) {
    stack.requireAlive();
    if (Duration.between(flow.lastEvent(), Instant.now()).compareTo(PATIENCE) > 0) {
      throw new CommandFailure("nothing happened for %d s".formatted(PATIENCE.toSeconds()));
    }
  }

  private static Quantiles quantiles(Collection<String> series, Flow flow) {
    return Quantiles.of(
        series.stream()
            .flatMap(uid -> flow.times().of(uid).stream())
            .map(SeriesTimes.Ended::fromCompleteness)
            .toList());
  }
}
