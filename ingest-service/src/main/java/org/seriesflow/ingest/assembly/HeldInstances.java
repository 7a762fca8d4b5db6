package org.seriesflow.ingest.assembly;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the instances of an open series show of what it lacks. All of them are read for it, so it is
 * asked only when silence would end the series, and remembered until another instance comes.
 */
final class HeldInstances {
  /**
   * What they show.
   *
   * @param lackingParts what a concatenation lacks, as a sentence
   * @param gaps positions that seem to be missing
   */
  record Finding(Optional<String> lackingParts, Optional<StackPositions.Gaps> gaps) {}

  private record Examined(int instances, Finding finding) {}

  private final AssemblyStores stores;
  private final Map<String, Examined> examined = new HashMap<>();

  HeldInstances(AssemblyStores stores) {
    this.stores = stores;
  }

  /** What the instances of the series show now. */
  Finding finding(String series, OpenSeries open) {
    var instances = open.head().getInstanceCount();
    var known = examined.get(series);
    if (known == null || known.instances() != instances) {
      known = new Examined(instances, examine(series));
      examined.put(series, known);
    }
    return known.finding();
  }

  private Finding examine(String series) {
    var concatenations = new Concatenations();
    var positions = new StackPositions();
    stores.forEachInstance(
        series,
        Optional.empty(),
        instance -> {
          concatenations.add(instance);
          positions.add(instance);
        });
    return new Finding(concatenations.lacking(), positions.gaps());
  }

  /** The series is not open any more. */
  void ended(String series) {
    examined.remove(series);
  }
}
