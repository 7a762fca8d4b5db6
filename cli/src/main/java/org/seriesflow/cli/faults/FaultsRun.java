package org.seriesflow.cli.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.traffic.AnnouncementWay;
import org.seriesflow.cli.traffic.AssociationWay;
import org.seriesflow.cli.traffic.EventCount;
import org.seriesflow.cli.traffic.SeriesTraffic;
import org.seriesflow.cli.traffic.SmallSeries;
import org.seriesflow.cli.traffic.StowWay;
import org.seriesflow.cli.traffic.WayIn;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/**
 * Sends series while one fault after another comes and goes, waits until all has ended, and counts.
 * The series are spread over the faults: each fault finds some on their way.
 */
final class FaultsRun {
  private static final int SENDERS = 3;

  /** A series is given that long beyond its fault to be acknowledged as a whole. */
  private static final Duration SENDING = Duration.ofMinutes(5);

  /** Without one further event for that long, what is missing is held to be lost. */
  private static final Duration STANDSTILL = Duration.ofMinutes(4);

  /** After the last end, a second one would come within this. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final List<Topic<?>> COUNTED =
      List.of(
          Topics.INSTANCES,
          Topics.SERIES_ASSEMBLED,
          Topics.SERIES_ASSEMBLED_STAT,
          Topics.SERIES_SKIPPED,
          Topics.PREDICTIONS,
          Topics.DEAD_LETTERS);

  private final DemoSettings settings;
  private final FaultsOptions options;
  private final Consumer<String> progress;
  private final List<FaultsReport.Done> done = new ArrayList<>();
  private long begun;

  FaultsRun(DemoSettings settings, FaultsOptions options, Consumer<String> progress) {
    this.settings = settings;
    this.options = options;
    this.progress = progress;
  }

  /** Starts everything, runs it and ends it. */
  FaultsReport run() throws IOException, InterruptedException {
    progress.accept(
        "starting %d brokers, the registry and the services …".formatted(options.brokers()));
    try (var stack = new FaultyStack(settings, options.brokers());
        var traffic =
            new SeriesTraffic(
                new SmallSeries(settings.dataFolder().resolve("series"), options.seed()),
                ways(stack),
                SENDERS)) {
      var targets = chosen(stack.targets());
      var faults = FaultPlan.of(options.seed(), options.faults(), targets);
      begun = System.nanoTime();
      for (int number = 0; number < faults.size(); number++) {
        int first = share(number, faults.size());
        int last = share(number + 1, faults.size());
        strike(stack, traffic, number, faults, first, last);
      }
      if (faults.isEmpty()) {
        awaitSent(send(traffic, 0, options.series(), Duration.ZERO));
      }
      progress.accept("all is sent; waiting for the last ends …");
      return count(stack, traffic, targets.keySet());
    }
  }

  private List<WayIn> ways(FaultyStack stack) {
    return options.ways().stream().map(way -> open(way, stack)).toList();
  }

  private WayIn open(FaultsOptions.Way way, FaultyStack stack) {
    return switch (way) {
      case C_STORE -> new AssociationWay(settings.ports().dicom());
      case STOW_RS -> new StowWay(settings.ports().ingest());
      case ANNOUNCEMENT ->
          new AnnouncementWay(
              new FilePayloadStore(settings.payloads()),
              stack.bootstrapServers(),
              stack.registryUrl());
    };
  }

  private Map<FaultKind, List<String>> chosen(Map<FaultKind, List<String>> targets) {
    var chosen = new EnumMap<FaultKind, List<String>>(targets);
    chosen.keySet().retainAll(options.kinds());
    return chosen;
  }

  private int share(int part, int parts) {
    return (int) ((long) options.series() * part / parts);
  }

  private void strike(
      FaultyStack stack, SeriesTraffic traffic, int number, List<Fault> faults, int first, int last)
      throws IOException, InterruptedException {
    var fault = faults.get(number);
    var sent = send(traffic, first, last, fault.lasts());
    long began = System.nanoTime();
    stack.begin(fault);
    TimeUnit.MILLISECONDS.sleep(
        Math.max(0, fault.lasts().toMillis() - (System.nanoTime() - began) / 1_000_000));
    stack.mend(fault);
    double lasted = seconds(System.nanoTime() - began);
    var recovered = stack.awaitReady();
    awaitSent(sent);
    done.add(
        new FaultsReport.Done(
            fault.kind(),
            fault.target(),
            seconds(began - begun),
            lasted,
            seconds(recovered.toNanos()),
            traffic.takeRefused()));
    progress.accept(
        "fault %d of %d: %s, %s for %.0f s; all ready %.1f s later"
            .formatted(
                number + 1,
                faults.size(),
                fault.kind(),
                fault.target(),
                lasted,
                seconds(recovered.toNanos())));
  }

  /** From before the fault until after it, evenly. */
  private static List<Future<?>> send(SeriesTraffic traffic, int first, int last, Duration during) {
    var sent = new ArrayList<Future<?>>();
    for (int number = first; number < last; number++) {
      sent.add(traffic.send(number, during.multipliedBy(number - first).dividedBy(last - first)));
    }
    return sent;
  }

  private static void awaitSent(List<Future<?>> sent) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SENDING.toNanos();
    for (var series : sent) {
      try {
        series.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        throw new CommandFailure(
            "a series is not acknowledged as a whole %d s after the fault was mended"
                .formatted(SENDING.toSeconds()),
            e);
      } catch (ExecutionException e) {
        throw new IOException("a series could not be sent: " + e.getCause().getMessage(), e);
      }
    }
  }

  private FaultsReport count(FaultyStack stack, SeriesTraffic traffic, Set<FaultKind> tried)
      throws InterruptedException {
    var acknowledged = traffic.acknowledged();
    var count = new EventCount();
    double ended;
    try (var registry = SchemaRegistryClient.at(stack.registryUrl());
        var reader =
            EventReader.catalogue(
                stack.bootstrapServers(),
                new EventCodec(registry),
                COUNTED,
                EventReader.From.BEGINNING)) {
      long latest = System.nanoTime();
      ended = seconds(latest - begun);
      boolean whole = false;
      while (System.nanoTime() - latest < (whole ? QUIET : STANDSTILL).toNanos()) {
        var events = reader.poll(POLL);
        if (!events.isEmpty()) {
          latest = System.nanoTime();
        }
        for (var event : events) {
          if (event.failure() != null) {
            throw event.failure();
          }
          count.add(event.event());
        }
        var left = count.lost(acknowledged).size();
        if (!whole && left == 0) {
          ended = seconds(System.nanoTime() - begun);
        }
        whole = left == 0;
      }
    }
    return report(stack, acknowledged, count, ended, tried);
  }

  private FaultsReport report(
      FaultyStack stack,
      Map<String, Set<String>> acknowledged,
      EventCount count,
      double ended,
      Set<FaultKind> tried) {
    return new FaultsReport(
        options.seed(),
        acknowledged.size(),
        acknowledged.values().stream().mapToInt(Set::size).sum(),
        options.brokers(),
        count.sources(),
        count.revisions(),
        count.endedAs(PredictionStatus.PREDICTED) + count.endedAs(PredictionStatus.FALLBACK),
        count.skipped(),
        count.endedAs(PredictionStatus.FAILED),
        count.lost(acknowledged).size(),
        count.doubled().size(),
        count.outOfOrder(),
        count.withoutTrace(acknowledged),
        count.deadLetters(),
        stack.endedByThemselves(),
        ended,
        done,
        options.kinds().stream()
            .filter(kind -> !tried.contains(kind))
            .map(FaultKind::name)
            .sorted()
            .collect(Collectors.toList()));
  }

  private static double seconds(long nanos) {
    return Math.round(nanos / 1e8) / 10.0;
  }
}
