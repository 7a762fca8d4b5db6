package org.seriesflow.cli.load;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.report.Report;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;

/**
 * What {@code load peak} gave.
 *
 * @param input what was sent, in words
 * @param machine processors, JDK and system; sender and all processes share it
 * @param seconds from the first study to the last end
 * @param idleSeconds of silence after which a series is complete
 * @param kinds by kind of study
 * @param lost series without an end
 * @param doubled revisions with more than one end
 * @param withoutTrace acknowledged instances that no event names
 * @param greatestLag by consumer group, in records
 * @param residentMiB by process
 * @param goals which goal was met: its sentence and yes or no
 * @param samples how things stood while time passed
 * @param points each series that ended
 */
record PeakReport(
    String input,
    Map<String, String> machine,
    double seconds,
    double idleSeconds,
    Map<StudyKind, Kind> kinds,
    int lost,
    int doubled,
    long withoutTrace,
    Map<String, Long> greatestLag,
    Map<String, Thirds> residentMiB,
    Map<String, Boolean> goals,
    @JsonIgnore List<Sampler.Sample> samples,
    @JsonIgnore List<Point> points)
    implements Report {
  /** A run that is shorter says nothing about memory. */
  private static final Duration LONG_ENOUGH = Duration.ofMinutes(30);

  /**
   * The studies of one kind.
   *
   * @param sent studies of one series each
   * @param ended series by how they ended
   * @param fromLastInstance milliseconds from the last instance received to the end, silence
   *     included
   * @param fromCompleteness milliseconds from completeness to the end
   */
  record Kind(
      int sent,
      Map<String, Integer> ended,
      Quantiles fromLastInstance,
      Quantiles fromCompleteness) {}

  /**
   * A series that ended.
   *
   * @param seconds since the beginning
   * @param millis from completeness to the end
   */
  record Point(StudyKind kind, double seconds, double millis) {}

  static PeakReport of(
      DemoSettings settings,
      PeakOptions options,
      Map<String, StudyKind> studies,
      Flow flow,
      Map<String, Set<String>> acknowledged,
      List<Sampler.Sample> samples,
      Instant begun,
      Duration lasted) {
    var kinds = new EnumMap<StudyKind, Kind>(StudyKind.class);
    options.kinds().forEach(kind -> kinds.put(kind, kind(kind, studies, flow.times())));
    var memory = memory(samples);
    int lost = flow.count().lost(acknowledged).size();
    int doubled = flow.count().doubled().size();
    long withoutTrace = flow.count().withoutTrace(acknowledged);
    var goals = new LinkedHashMap<String, Boolean>();
    goals.put("nothing lost or doubled", lost + doubled + withoutTrace == 0);
    kinds.forEach(
        (kind, of) ->
            goals.put(
                "each " + kind + (kind.isAngiography() ? " predicted" : " skipped"),
                of.ended().getOrDefault(kind.isAngiography() ? "PREDICTED" : "SKIPPED", 0)
                    == of.sent()));
    if (lasted.compareTo(LONG_ENOUGH) >= 0) {
      memory.forEach(
          (process, thirds) -> goals.put("memory of " + process + " is flat", thirds.isFlat()));
    }
    return new PeakReport(
        "%d SYNTHETIC studies %s, angiographies of %d slices of %d × %d; packages %s and %s"
            .formatted(
                studies.size(),
                options.atOnce()
                    ? "as fast as it goes"
                    : "at the rate of the peak hour for %d minutes"
                        .formatted(options.during().toMinutes()),
                options.slices(),
                options.rows(),
                options.rows(),
                settings.roiPackage().getFileName(),
                settings.classifierPackage().getFileName()),
        Report.thisMachine(),
        Math.round(lasted.toMillis() / 100.0) / 10.0,
        settings.idle().toMillis() / 1000.0,
        kinds,
        lost,
        doubled,
        withoutTrace,
        greatestLag(samples),
        memory,
        goals,
        samples,
        points(studies, flow.times(), begun));
  }

  private static Kind kind(StudyKind kind, Map<String, StudyKind> studies, SeriesTimes times) {
    var ended = new TreeMap<String, Integer>();
    var fromLast = new ArrayList<Duration>();
    var fromComplete = new ArrayList<Duration>();
    int sent = 0;
    for (var study : studies.entrySet()) {
      if (study.getValue() != kind) {
        continue;
      }
      sent++;
      times
          .of(study.getKey())
          .ifPresent(
              end -> {
                ended.merge(end.how(), 1, Integer::sum);
                fromLast.add(end.fromLastInstance());
                fromComplete.add(end.fromCompleteness());
              });
    }
    return new Kind(sent, ended, Quantiles.of(fromLast), Quantiles.of(fromComplete));
  }

  private static List<Point> points(
      Map<String, StudyKind> studies, SeriesTimes times, Instant begun) {
    var points = new ArrayList<Point>();
    studies.forEach(
        (series, kind) ->
            times
                .of(series)
                .ifPresent(
                    end ->
                        points.add(
                            new Point(
                                kind,
                                Duration.between(begun, end.ended()).toMillis() / 1000.0,
                                end.fromCompleteness().toNanos() / 1e6))));
    return points;
  }

  private static Map<String, Thirds> memory(List<Sampler.Sample> samples) {
    var names = new LinkedHashSet<String>();
    samples.forEach(sample -> names.addAll(sample.residentMiB().keySet()));
    var memory = new LinkedHashMap<String, Thirds>();
    for (var name : names) {
      var values =
          samples.stream()
              .map(sample -> sample.residentMiB().get(name))
              .filter(value -> value != null)
              .toList();
      if (values.size() >= 3) {
        memory.put(name, Thirds.of(values));
      }
    }
    return memory;
  }

  private static Map<String, Long> greatestLag(List<Sampler.Sample> samples) {
    var greatest = new TreeMap<String, Long>();
    samples.forEach(
        sample -> sample.lag().forEach((group, lag) -> greatest.merge(group, lag, Math::max)));
    return greatest;
  }

  @Override
  public String text(int columns) {
    var table =
        new TextTable(
            List.of(
                Column.left("ms"),
                Column.right("sent"),
                Column.left("ended"),
                Column.right("complete to end p50"),
                Column.right("p95"),
                Column.right("last instance to end p50"),
                Column.right("p95")),
            columns);
    kinds.forEach(
        (kind, of) ->
            table.add(
                List.of(
                    kind.name(),
                    Integer.toString(of.sent()),
                    of.ended().toString(),
                    millis(of.fromCompleteness().p50()),
                    millis(of.fromCompleteness().p95()),
                    millis(of.fromLastInstance().p50()),
                    millis(of.fromLastInstance().p95()))));
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "load peak: %s%nin %.0f s on %s; a series is complete after %.0f s of silence%n%n",
            input,
            seconds,
            machine,
            idleSeconds));
    text.append(table.render()).append('\n');
    text.append(
        "lost %d, doubled %d, acknowledged without a trace %d%n"
            .formatted(lost, doubled, withoutTrace));
    text.append("greatest lag, records: ").append(greatestLag).append('\n');
    residentMiB.forEach(
        (process, thirds) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "memory of %s, MiB: %.0f, %.0f, %.0f (medians of the thirds)%n",
                    process,
                    thirds.first(),
                    thirds.second(),
                    thirds.last())));
    return text.append(Report.lines(goals)).toString();
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
