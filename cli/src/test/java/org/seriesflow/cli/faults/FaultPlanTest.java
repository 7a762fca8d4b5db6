package org.seriesflow.cli.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final Map<FaultKind, List<String>> TARGETS =
      Map.of(
          FaultKind.KILL_BROKER, List.of("broker-1", "broker-2", "broker-3"),
          FaultKind.FREEZE, List.of("ingest-service"));

  @Test
  void shouldGiveTheSameFaultsForTheSameSeed() {
    assertEquals(FaultPlan.of(3, 20, TARGETS), FaultPlan.of(3, 20, TARGETS));
    assertNotEquals(FaultPlan.of(3, 20, TARGETS), FaultPlan.of(4, 20, TARGETS));
  }

  @Test
  void shouldStrikeEachKindAndEachTargetEquallyOften() {
    var faults = FaultPlan.of(1, 12, TARGETS);

    var counts =
        faults.stream().collect(Collectors.groupingBy(Fault::target, Collectors.counting()));
    assertEquals(
        Map.of("ingest-service", 6L, "broker-1", 2L, "broker-2", 2L, "broker-3", 2L), counts);
  }

  @Test
  void shouldFreezeForLongerThanSessionsLast() {
    var frozen =
        FaultPlan.of(1, 4, TARGETS).stream()
            .filter(fault -> fault.kind() == FaultKind.FREEZE)
            .map(Fault::lasts)
            .collect(Collectors.toSet());

    assertEquals(Set.of(Duration.ofSeconds(30)), frozen);
  }

  @Test
  void shouldPlanNothingWhereNothingCanBeStruck() {
    assertEquals(List.of(), FaultPlan.of(1, 5, Collections.emptyMap()));
  }
}
