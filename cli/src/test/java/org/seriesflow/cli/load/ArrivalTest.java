package org.seriesflow.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArrivalTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static Map<StudyKind, Long> counts(List<Arrival> arrivals) {
    return arrivals.stream().collect(Collectors.groupingBy(Arrival::kind, Collectors.counting()));
  }

  @Test
  void shouldSendInAnHourWhatThePeakHourHas() {
    assertEquals(
        Map.of(StudyKind.CT, 30L, StudyKind.MR, 25L, StudyKind.XRAY, 120L, StudyKind.US, 50L),
        counts(Arrival.atTheRateOfThePeakHour(HOUR, 1)));
  }

  @Test
  void shouldSendAtTheSameRateInAPartOfTheHour() {
    assertEquals(
        Map.of(StudyKind.CT, 3L, StudyKind.MR, 3L, StudyKind.XRAY, 12L, StudyKind.US, 5L),
        counts(Arrival.atTheRateOfThePeakHour(Duration.ofMinutes(6), 1)));
  }

  @Test
  void shouldSpreadArrivalsOverTheTimeInTheirOrder() {
    var arrivals = Arrival.atTheRateOfThePeakHour(HOUR, 1);
    assertEquals(arrivals.stream().sorted(Comparator.comparing(Arrival::at)).toList(), arrivals);
    assertTrue(arrivals.getLast().at().compareTo(HOUR) < 0);
    assertTrue(arrivals.getLast().at().compareTo(HOUR.dividedBy(2)) > 0);
  }

  @Test
  void shouldGiveTheSameArrivalsForTheSameSeed() {
    assertEquals(Arrival.atTheRateOfThePeakHour(HOUR, 7), Arrival.atTheRateOfThePeakHour(HOUR, 7));
  }

  @Test
  void shouldMixTheKindsWhereAllComesAtOnce() {
    var arrivals = Arrival.atOnce(HOUR, 1);
    assertEquals(counts(Arrival.atTheRateOfThePeakHour(HOUR, 1)), counts(arrivals));
    assertTrue(arrivals.stream().allMatch(arrival -> arrival.at().isZero()));
  }
}
