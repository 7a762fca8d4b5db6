package org.seriesflow.cli.traffic;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;

/**
 * What the topics hold, in the order in which each partition gives it, against what was
 * acknowledged: each revision of a series that was assembled ends in one event, and the last
 * revision has all instances.
 */
public final class EventCount {
  /** A revision of a series. */
  public record Revision(String series, int number) {}

  private final Map<String, Map<String, IntakeSource>> received = new HashMap<>();
  private final Map<String, TreeMap<Integer, Integer>> assembled = new HashMap<>();
  private final Map<Revision, List<PredictionStatus>> predicted = new HashMap<>();
  private final Map<Revision, Integer> skipped = new HashMap<>();
  private final Map<String, Integer> latestPredicted = new HashMap<>();
  private final Map<String, Integer> deadLetters = new TreeMap<>();
  private int outOfOrder;

  /** Counts an event of one of the topics; others are passed over. */
  public void add(SpecificRecord event) {
    switch (event) {
      case InstanceReceived instance ->
          received
              .computeIfAbsent(series(instance.getHeader()), uid -> new HashMap<>())
              .putIfAbsent(instance.getSopInstanceUid(), instance.getSource());
      case SeriesAssembled series ->
          assembled
              .computeIfAbsent(series(series.getHeader()), uid -> new TreeMap<>())
              .put(revision(series.getHeader()).number(), series.getInstanceCount());
      case SeriesSkipped series -> skipped.merge(revision(series.getHeader()), 1, Integer::sum);
      case SeriesPredicted prediction -> add(prediction);
      case DeadLetter letter ->
          deadLetters.merge(letter.getStage() + ": " + letter.getCauseCode(), 1, Integer::sum);
      default -> {}
    }
  }

  private void add(SeriesPredicted prediction) {
    var revision = revision(prediction.getHeader());
    predicted.computeIfAbsent(revision, one -> new ArrayList<>()).add(prediction.getStatus());
    var before = latestPredicted.merge(revision.series(), revision.number(), Math::max);
    if (before > revision.number()) {
      outOfOrder++;
    }
  }

  private static String series(EventHeader header) {
    return header.getSeriesInstanceUid();
  }

  private static Revision revision(EventHeader header) {
    return new Revision(header.getSeriesInstanceUid(), header.getRevision());
  }

  /** Instances that were acknowledged and that no event names. */
  public long withoutTrace(Map<String, Set<String>> acknowledged) {
    return acknowledged.entrySet().stream()
        .flatMap(
            series ->
                series.getValue().stream()
                    .filter(
                        uid -> !received.getOrDefault(series.getKey(), Map.of()).containsKey(uid)))
        .count();
  }

  /**
   * Series of which an assembled revision has no end, or of which no revision holds all
   * acknowledged instances.
   */
  public List<String> lost(Map<String, Set<String>> acknowledged) {
    return acknowledged.entrySet().stream()
        .filter(series -> !isEnded(series.getKey(), series.getValue().size()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private boolean isEnded(String series, int instances) {
    var revisions = assembled.get(series);
    return revisions != null
        && revisions.lastEntry().getValue() >= instances
        && revisions.keySet().stream()
            .map(number -> new Revision(series, number))
            .allMatch(one -> predicted.containsKey(one) || skipped.containsKey(one));
  }

  /**
   * Revisions with more than one end. A series that is skipped may withdraw its prediction, too.
   */
  public List<Revision> doubled() {
    var ended = new HashSet<>(predicted.keySet());
    ended.addAll(skipped.keySet());
    return ended.stream().filter(this::isDoubled).toList();
  }

  private boolean isDoubled(Revision revision) {
    var statuses = predicted.getOrDefault(revision, List.of());
    var skips = skipped.getOrDefault(revision, 0);
    var both = skips > 0 && !statuses.isEmpty() && !statuses.contains(PredictionStatus.WITHDRAWN);
    return statuses.size() > 1 || skips > 1 || both;
  }

  /** Predictions that came after one of a later revision of their series. */
  public int outOfOrder() {
    return outOfOrder;
  }

  /** Series whose last assembled revision ended so. */
  public int endedAs(PredictionStatus status) {
    return (int)
        lastRevisions().stream()
            .filter(one -> predicted.getOrDefault(one, List.of()).contains(status))
            .count();
  }

  /** Series whose last assembled revision was skipped. */
  public int skipped() {
    return (int) lastRevisions().stream().filter(skipped::containsKey).count();
  }

  private List<Revision> lastRevisions() {
    return assembled.entrySet().stream()
        .map(series -> new Revision(series.getKey(), series.getValue().lastKey()))
        .toList();
  }

  /** Instances by the way in that their first event states. */
  public Map<IntakeSource, Integer> sources() {
    var sources = new EnumMap<IntakeSource, Integer>(IntakeSource.class);
    received.values().stream()
        .flatMap(series -> series.values().stream())
        .forEach(source -> sources.merge(source, 1, Integer::sum));
    return sources;
  }

  /** All assembled revisions. */
  public int revisions() {
    return assembled.values().stream().mapToInt(TreeMap::size).sum();
  }

  /** Dead letters by stage and reason. */
  public Map<String, Integer> deadLetters() {
    return Map.copyOf(deadLetters);
  }
}
