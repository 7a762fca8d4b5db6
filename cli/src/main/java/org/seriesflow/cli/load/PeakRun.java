package org.seriesflow.cli.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.demo.DemoStack;
import org.seriesflow.cli.traffic.SeriesTraffic;
import org.seriesflow.dicom.DicomFiles;

/** Sends the studies of a peak hour, or a part of it, and sees what becomes of them. */
final class PeakRun {
  private static final int ASSOCIATIONS = 4;

  /** Angiographies before, which do not count: services that have run for a while are compiled. */
  private static final int WARM_UP = 4;

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration TELL = Duration.ofSeconds(30);

  /** Without one further event for that long, what is missing is held to be lost. */
  private static final Duration STANDSTILL = Duration.ofMinutes(3);

  /** After the last end, a second one would come within this. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final DemoSettings settings;
  private final PeakOptions options;
  private final Consumer<String> progress;
  private final Map<String, StudyKind> kinds = new LinkedHashMap<>();

  PeakRun(DemoSettings settings, PeakOptions options, Consumer<String> progress) {
    this.settings = settings;
    this.options = options;
    this.progress = progress;
  }

  /** Starts everything, runs it and ends it. */
  PeakReport run() throws IOException, InterruptedException {
    var arrivals = options.arrivals();
    progress.accept("computing %d studies …".formatted(arrivals.size()));
    var studies = write(arrivals);
    try (var stack = DemoStack.start(settings, progress);
        var flow = new Flow(stack)) {
      warmUp(studies, arrivals.size(), stack, flow);
      return measure(arrivals, studies, stack, flow);
    }
  }

  private List<List<Path>> write(List<Arrival> arrivals) throws IOException {
    var studies =
        new Studies(settings.dataFolder().resolve("studies"), options.rows(), options.slices());
    var files = new ArrayList<List<Path>>();
    for (var arrival : arrivals) {
      var study = studies.write(files.size(), arrival.kind());
      kinds.put(DicomFiles.readUids(study.getFirst()).seriesInstanceUid(), arrival.kind());
      files.add(study);
    }
    for (int i = 0; i < WARM_UP; i++) {
      files.add(studies.write(files.size(), i % 2 == 0 ? StudyKind.CT : StudyKind.MR));
    }
    return files;
  }

  private static void warmUp(List<List<Path>> studies, int first, DemoStack stack, Flow flow)
      throws IOException, InterruptedException {
    try (var traffic = new SeriesTraffic(studies::get, stack.dicomPort(), 1)) {
      var sent = new ArrayList<Future<?>>();
      for (int number = first; number < studies.size(); number++) {
        sent.add(traffic.send(number, Duration.ZERO));
      }
      awaitEnds(sent, traffic, flow, stack);
    }
  }

  private PeakReport measure(
      List<Arrival> arrivals, List<List<Path>> studies, DemoStack stack, Flow flow)
      throws InterruptedException {
    progress.accept(
        "sending %d studies %s …"
            .formatted(
                arrivals.size(),
                options.atOnce()
                    ? "as fast as it goes"
                    : "within %d minutes".formatted(options.during().toMinutes())));
    var begun = Instant.now();
    try (var traffic = new SeriesTraffic(studies::get, stack.dicomPort(), ASSOCIATIONS);
        var sampler = new Sampler(stack.processIds(), stack.bootstrapServers())) {
      var sent = new ArrayList<Future<?>>();
      for (int number = 0; number < arrivals.size(); number++) {
        sent.add(traffic.send(number, arrivals.get(number).at()));
      }
      var told = begun;
      while (isUnderWay(sent, traffic, flow)) {
        flow.read(POLL);
        stack.requireAlive();
        if (Duration.between(told, Instant.now()).compareTo(TELL) > 0) {
          told = Instant.now();
          tell(sent, flow);
        }
      }
      var lasted = Duration.between(begun, Instant.now());
      awaitQuiet(flow);
      return PeakReport.of(
          settings, options, kinds, flow, traffic.acknowledged(), sampler.samples(), begun, lasted);
    }
  }

  private void tell(List<Future<?>> sent, Flow flow) {
    progress.accept(
        "%d of %d studies sent, %d series on their way"
            .formatted(
                sent.stream().filter(Future::isDone).count(), sent.size(), flow.times().open()));
  }

  private static void awaitEnds(
      List<Future<?>> sent, SeriesTraffic traffic, Flow flow, DemoStack stack)
      throws InterruptedException {
    while (isUnderWay(sent, traffic, flow)) {
      flow.read(POLL);
      stack.requireAlive();
    }
  }

  /** False once all has ended, or nothing happens any more. */
  private static boolean isUnderWay(List<Future<?>> sent, SeriesTraffic traffic, Flow flow)
      throws InterruptedException {
    for (var one : sent) {
      if (!one.isDone()) {
        return true;
      }
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new CommandFailure("a study could not be sent: " + e.getCause(), e);
      }
    }
    return !flow.count().lost(traffic.acknowledged()).isEmpty()
        && Duration.between(flow.lastEvent(), Instant.now()).compareTo(STANDSTILL) < 0;
  }

  private static void awaitQuiet(Flow flow) {
    var until = Instant.now().plus(QUIET);
    while (Instant.now().isBefore(until)) {
      flow.read(POLL);
    }
  }
}
