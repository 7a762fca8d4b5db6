package org.seriesflow.cli.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.seriesflow.cli.SampleEvents.assembled;
import static org.seriesflow.cli.SampleEvents.predicted;
import static org.seriesflow.cli.SampleEvents.received;
import static org.seriesflow.cli.SampleEvents.skipped;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.events.PredictionStatus;

/** The count of a run must see what it is there to see. */
class EventCountTest {
  private static final Map<String, Set<String>> TWO_INSTANCES =
      Map.of("1.2.3", Set.of("1.2.3.1", "1.2.3.2"));

  private static EventCount of(SpecificRecord... events) {
    var count = new EventCount();
    List.of(events).forEach(count::add);
    return count;
  }

  private static SpecificRecord end(int revision) {
    return predicted("1.2.3", revision, PredictionStatus.PREDICTED);
  }

  @Test
  void shouldFindNothingWrongWithASeriesThatEndedOnce() {
    var count =
        of(
            received("1.2.3", "1.2.3.1"),
            received("1.2.3", "1.2.3.2"),
            assembled("1.2.3", 1, 2),
            end(1));

    assertEquals(0, count.withoutTrace(TWO_INSTANCES));
    assertEquals(List.of(), count.lost(TWO_INSTANCES));
    assertEquals(List.of(), count.doubled());
    assertEquals(0, count.outOfOrder());
    assertEquals(1, count.endedAs(PredictionStatus.PREDICTED));
  }

  @Test
  void shouldMissAnAcknowledgedInstanceThatNoEventNames() {
    assertEquals(1, of(received("1.2.3", "1.2.3.1")).withoutTrace(TWO_INSTANCES));
  }

  @Test
  void shouldCountAnInstanceOnceByTheWayOfItsFirstEvent() {
    var again = received("1.2.3", "1.2.3.1");
    again.setSource(IntakeSource.RECOVERED);

    var count = of(received("1.2.3", "1.2.3.1"), again, received("1.2.3", "1.2.3.2"));

    assertEquals(Map.of(IntakeSource.DIMSE, 2), count.sources());
  }

  @Test
  void shouldMissASeriesThatWasNeverAssembled() {
    assertEquals(List.of("1.2.3"), of().lost(TWO_INSTANCES));
  }

  @Test
  void shouldMissTheEndOfALaterRevision() {
    var count = of(assembled("1.2.3", 1, 1), end(1), assembled("1.2.3", 2, 2));

    assertEquals(List.of("1.2.3"), count.lost(TWO_INSTANCES));
  }

  @Test
  void shouldMissTheEndOfAnEarlierRevision() {
    var count = of(assembled("1.2.3", 1, 1), assembled("1.2.3", 2, 2), end(2));

    assertEquals(List.of("1.2.3"), count.lost(TWO_INSTANCES));
  }

  @Test
  void shouldMissTheInstanceThatTheLastRevisionLacks() {
    assertEquals(List.of("1.2.3"), of(assembled("1.2.3", 1, 1), end(1)).lost(TWO_INSTANCES));
  }

  @Test
  void shouldTakeASkippedSeriesForEnded() {
    var count = of(assembled("1.2.3", 1, 2), skipped("1.2.3", 1));

    assertEquals(List.of(), count.lost(TWO_INSTANCES));
    assertEquals(1, count.skipped());
  }

  @Test
  void shouldSeeASecondEndOfARevision() {
    assertEquals(
        List.of(new EventCount.Revision("1.2.3", 1)),
        of(assembled("1.2.3", 1, 2), end(1), end(1)).doubled());
  }

  @Test
  void shouldSeeARevisionThatIsBothPredictedAndSkipped() {
    assertEquals(1, of(end(1), skipped("1.2.3", 1)).doubled().size());
  }

  @Test
  void shouldNotTakeAWithdrawalForASecondEnd() {
    var withdrawn = predicted("1.2.3", 2, PredictionStatus.WITHDRAWN);

    assertEquals(List.of(), of(end(1), skipped("1.2.3", 2), withdrawn).doubled());
  }

  @Test
  void shouldSeeAnEarlierRevisionAfterALaterOne() {
    assertEquals(1, of(end(1), end(3), end(2)).outOfOrder());
  }
}
