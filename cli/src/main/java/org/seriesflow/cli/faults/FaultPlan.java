package org.seriesflow.cli.faults;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Which faults come in which order: drawn by a seed, each kind as often as any other, and each
 * target of a kind as often as any other.
 */
final class FaultPlan {
  private static final int SHORTEST_SECONDS = 2;
  private static final int LONGEST_SECONDS = 10;

  /** Longer than any session or request time-out that may end within it. */
  private static final Duration FROZEN = Duration.ofSeconds(30);

  private final Random random;
  private final Map<FaultKind, List<String>> targets;
  private final Map<FaultKind, Deque<String>> left = new EnumMap<>(FaultKind.class);

  private FaultPlan(long seed, Map<FaultKind, List<String>> targets) {
    random = new Random(seed);
    this.targets = new EnumMap<>(targets);
  }

  /**
   * The faults in their order.
   *
   * @param targets what each kind can strike; a kind without a target does not come
   */
  static List<Fault> of(long seed, int count, Map<FaultKind, List<String>> targets) {
    return targets.isEmpty() ? List.of() : new FaultPlan(seed, targets).draw(count);
  }

  private List<Fault> draw(int count) {
    var faults = new ArrayList<Fault>();
    var kinds = new ArrayDeque<FaultKind>();
    while (faults.size() < count) {
      if (kinds.isEmpty()) {
        kinds.addAll(shuffled(targets.keySet()));
      }
      var kind = kinds.remove();
      faults.add(new Fault(kind, target(kind), lasts(kind)));
    }
    return faults;
  }

  private String target(FaultKind kind) {
    var deque = left.computeIfAbsent(kind, one -> new ArrayDeque<>());
    if (deque.isEmpty()) {
      deque.addAll(shuffled(targets.get(kind)));
    }
    return deque.remove();
  }

  private Duration lasts(FaultKind kind) {
    return kind == FaultKind.FREEZE
        ? FROZEN
        : Duration.ofSeconds(random.nextInt(SHORTEST_SECONDS, LONGEST_SECONDS + 1));
  }

  private <T> List<T> shuffled(Collection<T> all) {
    var list = new ArrayList<>(all);
    Collections.shuffle(list, random);
    return list;
  }
}
