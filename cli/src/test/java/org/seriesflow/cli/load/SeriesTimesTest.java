package org.seriesflow.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.seriesflow.cli.SampleEvents;
import org.seriesflow.events.PredictionStatus;

class SeriesTimesTest {
  private final SeriesTimes times = new SeriesTimes();
  private final Instant read = Instant.parse("2030-01-01T00:00:00Z");

  @Test
  void shouldCountASeriesAsOpenFromCompletenessToItsEnd() {
    times.add(SampleEvents.received("1.2.3", "1.2.3.1"), read);
    assertEquals(0, times.open());
    times.add(SampleEvents.assembled("1.2.3", 1, 1), read);
    assertEquals(1, times.open());
    times.add(SampleEvents.predicted("1.2.3", 1, PredictionStatus.PREDICTED), read);
    assertEquals(0, times.open());
  }

  @Test
  void shouldMeasureFromTheLastInstanceWhateverTopicIsReadFirst() {
    times.add(SampleEvents.skipped("1.2.3", 1), read);
    var assembled = SampleEvents.assembled("1.2.3", 1, 2);
    times.add(assembled, read);
    var late = SampleEvents.received("1.2.3", "1.2.3.2");
    late.setReceivedAt(read.minusSeconds(5));
    times.add(late, read);
    var early = SampleEvents.received("1.2.3", "1.2.3.1");
    early.setReceivedAt(read.minusSeconds(9));
    times.add(early, read);

    var ended = times.of("1.2.3").orElseThrow();
    assertEquals(Duration.ofSeconds(5), ended.fromLastInstance());
    assertEquals(
        Duration.between(assembled.getHeader().getProducedAt(), read), ended.fromCompleteness());
    assertEquals("SKIPPED", ended.how());
  }

  @Test
  void shouldSayNothingOfASeriesThatHasNotEnded() {
    times.add(SampleEvents.received("1.2.3", "1.2.3.1"), read);
    times.add(SampleEvents.assembled("1.2.3", 1, 1), read);
    assertTrue(times.of("1.2.3").isEmpty());
  }
}
