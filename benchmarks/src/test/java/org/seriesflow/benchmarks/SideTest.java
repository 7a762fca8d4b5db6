package org.seriesflow.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SideTest {
  @Test
  void shouldTakeTheMiddleRunAsMedian() {
    assertEquals(3, new Side("a", List.of(9.0, 1.0, 3.0)).medianMillis());
  }

  @Test
  void shouldTakeTheMeanOfTheMiddleTwoOfAnEvenNumberOfRuns() {
    assertEquals(2.5, new Side("a", List.of(9.0, 1.0, 3.0, 2.0)).medianMillis());
  }

  @Test
  void shouldGiveTheRatioOfMedians() {
    var slow = new Side("a", List.of(6.0));
    assertEquals(2, slow.ratioTo(new Side("b", List.of(3.0))));
  }

  @Test
  void shouldRefuseASideThatNeverRan() {
    assertThrows(IllegalArgumentException.class, () -> new Side("a", List.of()));
  }
}
