package org.seriesflow.cli.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Two sides over the series that both scored, each in the highest revision that both did.
 *
 * @param pairs one for each series, revision and label that both scored; by label in the order of
 *     the package, then by series
 * @param series how many both scored
 * @param onlyA how many only the first did
 * @param onlyB how many only the second did
 */
record Comparison(List<Pair> pairs, int series, int onlyA, int onlyB) {

  /**
   * One score of both.
   *
   * @param a probability of the first side, 0 to 1
   * @param b of the second
   */
  record Pair(String seriesInstanceUid, int revision, String label, double a, double b) {
    double delta() {
      return b - a;
    }
  }

  /** How far a series moved: its largest change of any label. */
  record Mover(String seriesInstanceUid, int revision, Pair most) {}

  static Comparison of(Scores a, Scores b) {
    var byLabel = new LinkedHashMap<String, List<Pair>>();
    int both = 0;
    for (var series : new TreeSet<>(a.bySeries().keySet())) {
      var revisions = new TreeSet<>(a.bySeries().get(series).keySet());
      revisions.retainAll(b.bySeries().getOrDefault(series, new TreeMap<>()).keySet());
      if (revisions.isEmpty()) {
        continue;
      }
      both++;
      int revision = revisions.last();
      var scoresOfB = b.bySeries().get(series).get(revision);
      a.bySeries()
          .get(series)
          .get(revision)
          .forEach(
              (label, score) -> {
                if (scoresOfB.containsKey(label)) {
                  byLabel
                      .computeIfAbsent(label, _ -> new ArrayList<>())
                      .add(new Pair(series, revision, label, score, scoresOfB.get(label)));
                }
              });
    }
    return new Comparison(
        byLabel.values().stream().flatMap(List::stream).toList(),
        both,
        a.bySeries().size() - both,
        b.bySeries().size() - both);
  }

  /** The pairs of each label, in the order of the package. */
  Map<String, List<Pair>> byLabel() {
    var byLabel = new LinkedHashMap<String, List<Pair>>();
    pairs.forEach(pair -> byLabel.computeIfAbsent(pair.label(), _ -> new ArrayList<>()).add(pair));
    return byLabel;
  }

  /** The series that moved most, the farthest first. */
  List<Mover> movers(int count) {
    var most = new LinkedHashMap<String, Pair>();
    Comparator<Pair> bySize = Comparator.comparingDouble(pair -> Math.abs(pair.delta()));
    for (var pair : pairs) {
      most.merge(
          pair.seriesInstanceUid(),
          pair,
          (one, other) -> bySize.compare(one, other) >= 0 ? one : other);
    }
    return most.values().stream()
        .sorted(bySize.reversed())
        .limit(count)
        .map(pair -> new Mover(pair.seriesInstanceUid(), pair.revision(), pair))
        .toList();
  }
}
