package org.seriesflow.imaging.operator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Keeps what most have in common, such as the slices of a series' usual size. */
public final class Majority {
  private Majority() {}

  /** Those whose key is the most frequent one, in their order; of equal counts the first met. */
  public static <T, K> List<T> keep(List<T> items, Function<? super T, ? extends K> key) {
    Map<K, Integer> counts = new LinkedHashMap<>();
    items.forEach(item -> counts.merge(key.apply(item), 1, Integer::sum));
    K best = null;
    int most = 0;
    for (Map.Entry<K, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        best = entry.getKey();
        most = entry.getValue();
      }
    }
    K winner = best;
    return items.stream().filter(item -> key.apply(item).equals(winner)).toList();
  }
}
