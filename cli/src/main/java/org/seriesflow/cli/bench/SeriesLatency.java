package org.seriesflow.cli.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.StageTiming;

/**
 * Where the time of one series went, from its completeness until its prediction could be read; all
 * in milliseconds.
 *
 * @param total all of it
 * @param network inside the networks
 * @param stages of each stage: its own work without networks, and what passed before it began
 * @param where all but the networks, by what was done
 */
record SeriesLatency(
    double total, double network, Map<String, Double> stages, Map<String, Double> where) {
  /** Between two stages: the commit of the one, and the wait until the other takes the record. */
  static final String QUEUE = "queue and commit";

  private static final String ASSEMBLY = "assembly";
  private static final String COMPUTE = "compute";
  private static final String OTHER = "other";

  SeriesLatency {
    stages = new LinkedHashMap<>(stages);
    where = new LinkedHashMap<>(where);
  }

  /**
   * From the timings that a prediction states.
   *
   * @param readAt when a reader of committed events had it
   */
  static SeriesLatency of(SeriesPredicted prediction, Instant readAt) {
    var timings = prediction.getTimings();
    var assembly =
        timings.stream()
            .filter(timing -> timing.getStage().equals(ASSEMBLY))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the prediction tells no assembly"));
    var complete = end(assembly);
    var stages = new LinkedHashMap<String, Double>();
    var where = new LinkedHashMap<String, Double>();
    double network = 0;
    var before = complete;
    for (var timing : timings) {
      if (timing.getStage().equals(ASSEMBLY)) {
        continue;
      }
      double inNetworks = timing.getNetworkMillis() == null ? 0 : timing.getNetworkMillis();
      double waited = millis(before, timing.getStartedAt());
      where.merge(QUEUE, waited, Double::sum);
      addParts(timing, inNetworks, where);
      stages.merge(timing.getStage(), waited + timing.getMillis() - inNetworks, Double::sum);
      network += inNetworks;
      before = end(timing);
    }
    double committed = millis(before, readAt);
    where.merge(QUEUE, committed, Double::sum);
    stages.put("commit and reading", committed);
    return new SeriesLatency(millis(complete, readAt), network, stages, where);
  }

  private static void addParts(StageTiming timing, double network, Map<String, Double> where) {
    double left = timing.getMillis();
    for (var part : timing.getParts()) {
      double own = part.getName().equals(COMPUTE) ? part.getMillis() - network : part.getMillis();
      where.merge(part.getName(), own, Double::sum);
      left -= part.getMillis();
    }
    where.merge(OTHER, left, Double::sum);
  }

  double withoutNetworks() {
    return total - network;
  }

  private static Instant end(StageTiming timing) {
    return timing.getStartedAt().plusNanos((long) (timing.getMillis() * 1e6));
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }
}
