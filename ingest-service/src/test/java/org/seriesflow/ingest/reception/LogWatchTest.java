package org.seriesflow.ingest.reception;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.seriesflow.streaming.TransientFaultException;

class LogWatchTest {
  private Map<Integer, Integer> epochs = Map.of(0, 4, 1, 7);
  private boolean storeIsAway;
  private boolean recoveryIsBroken;
  private int recovered;

  private final LogWatch watch =
      new LogWatch(
          () -> {
            if (epochs.isEmpty()) {
              throw new TransientFaultException("no broker answers");
            }
            return epochs;
          },
          () -> {
            if (storeIsAway) {
              throw new TransientFaultException("the store is away");
            }
            if (recoveryIsBroken) {
              throw new IllegalStateException("a fault of ours");
            }
            recovered++;
          });

  @Test
  void shouldRecoverNothingWhileEachPartitionHasItsLeader() {
    watch.look();

    assertEquals(0, recovered);
  }

  @Test
  void shouldRecoverOnceWhenAPartitionHasANewLeader() {
    epochs = Map.of(0, 4, 1, 8);
    watch.look();
    watch.look();

    assertEquals(1, recovered);
  }

  @Test
  void shouldRecoverWhenTheBrokerIsBackThatWasAway() {
    epochs = Map.of();
    watch.look();
    epochs = Map.of(0, 5, 1, 8);
    watch.look();

    assertEquals(1, recovered);
  }

  @Test
  void shouldTryAgainAtTheNextLookWhenTheStoreIsAway() {
    epochs = Map.of(0, 5, 1, 7);
    storeIsAway = true;
    watch.look();
    storeIsAway = false;
    watch.look();

    assertEquals(1, recovered);
  }

  @Test
  void shouldGoOnWatchingAfterAFaultOfOurs() {
    epochs = Map.of(0, 5, 1, 7);
    recoveryIsBroken = true;
    watch.look();
    recoveryIsBroken = false;
    watch.look();

    assertEquals(1, recovered);
  }
}
