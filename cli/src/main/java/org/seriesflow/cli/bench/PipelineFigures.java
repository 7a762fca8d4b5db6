package org.seriesflow.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.seriesflow.benchmarks.PipelineBenchmark;
import org.seriesflow.benchmarks.PipelineBenchmark.Run;
import org.seriesflow.benchmarks.ProcessMemory;
import org.seriesflow.benchmarks.Side;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.bench.PipelineReport.Part;
import org.seriesflow.cli.demo.DemoRun;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.demo.DemoStack;
import org.seriesflow.cli.demo.EventFollower;
import org.seriesflow.cli.report.Report;

/**
 * {@code bench pipeline}: the time around session.run, and the memory of each service on the same
 * series.
 */
final class PipelineFigures {
  private static final double GOAL_SHARE = 0.1;
  private static final double GOAL_MEBIBYTES = 1024;
  private static final List<String> LEAN = List.of("ingest-service", "roi-service");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private PipelineFigures() {}

  static PipelineReport measure(
      BenchInput input, DemoSettings services, int rounds, Consumer<String> progress)
      throws IOException, InterruptedException {
    var runs =
        PipelineBenchmark.run(
            input.series().sources(),
            services.roiPackage(),
            services.classifierPackage(),
            rounds,
            progress);
    var parts =
        List.of(
            part("normalisation", runs, Run::normalisation),
            part("roi, whole stage", runs, Run::roi),
            part("roi, session.run", runs, Run::roiNetwork),
            part("classification, whole stage", runs, Run::classification),
            part("classification, session.run", runs, Run::classificationNetwork),
            part("series", runs, Run::total));
    var shares = new LinkedHashMap<String, Double>();
    shares.put("of a series' time outside session.run", median(runs, Run::outsideShare));
    shares.put(
        "of the two network stages outside session.run", median(runs, Run::outsideShareOfStages));
    var memory = peakMemory(input, services, progress);
    return new PipelineReport(
        "pipeline",
        input.name()
            + ", "
            + input.series().instances().size()
            + " instances, "
            + name(services.roiPackage())
            + " and "
            + name(services.classifierPackage()),
        Report.thisMachine(),
        parts,
        shares,
        memory,
        goals(shares, memory));
  }

  private static Map<String, Boolean> goals(
      Map<String, Double> shares, Map<String, Double> memory) {
    var goals = new LinkedHashMap<String, Boolean>();
    goals.put(
        "own work around session.run under 10 % of a series' time",
        shares.values().iterator().next() < GOAL_SHARE);
    for (var service : LEAN) {
      if (memory.containsKey(service)) {
        goals.put(service + " under 1 GiB", memory.get(service) < GOAL_MEBIBYTES);
      }
    }
    return goals;
  }

  /** Sends the series through the services as the demo does, then asks the system. */
  private static Map<String, Double> peakMemory(
      BenchInput input, DemoSettings settings, Consumer<String> progress)
      throws IOException, InterruptedException {
    try (var stack = DemoStack.start(settings, progress);
        var follower = new EventFollower(stack.bootstrapServers(), stack.registryUrl())) {
      var run = new DemoRun(stack, follower, settings.idle(), PATIENCE, Instant.now(), progress);
      var report = run.run(input.files());
      if (report.summary().unended() > 0) {
        throw new CommandFailure(
            "the series reached no end in the services; their logs are in "
                + settings.dataFolder());
      }
      var memory = new LinkedHashMap<String, Double>();
      for (var service : stack.services()) {
        var peak = ProcessMemory.peakResidentBytes(service.process().handle().pid());
        if (peak.isPresent()) {
          memory.put(service.name(), peak.getAsLong() / 1048576.0);
        }
      }
      return memory;
    }
  }

  private static Part part(String name, List<Run> runs, ToDoubleFunction<Run> value) {
    var side = new Side(name, runs.stream().map(value::applyAsDouble).toList());
    return new Part(name, runs.size(), side.medianMillis(), side.minMillis(), side.millis());
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> value) {
    return new Side("share", runs.stream().map(value::applyAsDouble).toList()).medianMillis();
  }

  private static String name(Path modelPackage) {
    return modelPackage.getFileName().toString();
  }
}
