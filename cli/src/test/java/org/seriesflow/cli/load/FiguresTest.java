package org.seriesflow.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is made of measured values. */
class FiguresTest {
  private static Quantiles quantiles(int... millis) {
    return Quantiles.of(java.util.Arrays.stream(millis).mapToObj(Duration::ofMillis).toList());
  }

  @Test
  void shouldTakeTheMedianAndTheNinetyFifthByNearestRank() {
    var of =
        Quantiles.of(Stream.iterate(1, i -> i + 1).limit(100).map(Duration::ofMillis).toList());
    assertEquals(new Quantiles(100, 50, 95, 100), of);
  }

  @Test
  void shouldTakeTheGreatestOfFewAsTheNinetyFifth() {
    assertEquals(new Quantiles(3, 20, 30, 30), quantiles(30, 10, 20));
  }

  @Test
  void shouldGiveZerosOfNothing() {
    assertEquals(new Quantiles(0, 0, 0, 0), quantiles());
  }

  @Test
  void shouldCallMemoryFlatThatGrowsAtFirstAlone() {
    var thirds = Thirds.of(List.of(100.0, 150.0, 190.0, 200.0, 201.0, 202.0, 205.0, 203.0, 204.0));
    assertEquals(new Thirds(150, 201, 204), thirds);
    assertTrue(thirds.isFlat());
  }

  @Test
  void shouldNotCallMemoryFlatThatGrowsOn() {
    assertFalse(Thirds.of(List.of(100.0, 200.0, 300.0)).isFlat());
  }

  @Test
  void shouldMeetTheGoalOfUrgentSeriesUpToTwiceTheTime() {
    var alone = quantiles(100);
    assertTrue(goal(StatReport.of("", alone, quantiles(200), alone, 5, 1, 0, 0)));
    assertFalse(goal(StatReport.of("", alone, quantiles(210), alone, 5, 1, 0, 0)));
  }

  private static boolean goal(StatReport report) {
    return report.goals().get("95 of 100 urgent series within twice the time that they take alone");
  }

  @Test
  void shouldSayWhenTheBacklogWasWorkedOffBeforeTheUrgentSeries() {
    var any = quantiles(100);
    assertFalse(
        StatReport.of("", any, any, any, 5, 0, 0, 0)
            .goals()
            .get("the backlog outlasted the urgent series"));
  }
}
