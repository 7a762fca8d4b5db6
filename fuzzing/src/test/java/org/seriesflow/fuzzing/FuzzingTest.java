package org.seriesflow.fuzzing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A target that does not bear a mutation is always told of, with what makes it happen again. */
class FuzzingTest {
  private static final List<byte[]> SEEDS =
      List.of("12 seeds 34".repeat(20).getBytes(StandardCharsets.US_ASCII), new byte[300]);

  private static Fuzzing fuzzing(Duration perMutation) {
    return new Fuzzing(SEEDS, ByteMutations.all(SEEDS), 500, perMutation, 64 << 20);
  }

  private static AssertionError failure(Fuzzing.Target target) {
    return assertThrows(AssertionError.class, () -> fuzzing(Duration.ofSeconds(20)).run(target));
  }

  @Test
  void shouldMakeTheSameMutationsInEveryRun() {
    for (var number = 0; number < 500; number++) {
      assertArrayEquals(
          fuzzing(Duration.ofSeconds(1)).mutated(number),
          fuzzing(Duration.ofSeconds(2)).mutated(number));
    }
  }

  @Test
  void shouldMakeMutationsThatDiffer() {
    Set<String> all = new HashSet<>();
    for (var number = 0; number < 500; number++) {
      all.add(java.util.Arrays.toString(fuzzing(Duration.ofSeconds(1)).mutated(number)));
    }
    assertTrue(all.size() > 450, all.size() + " of 500");
  }

  @Test
  void shouldNameTheMutationThatEndedInAnError() {
    var count = new int[1];
    var failure =
        failure(
            bytes -> {
              if (count[0]++ == 7) {
                throw new StackOverflowError();
              }
            });
    assertEquals(
        "mutation 7 ended in java.lang.StackOverflowError; again with -Dseriesflow.fuzz.first=7"
            + " -Dseriesflow.fuzz.mutations=1",
        failure.getMessage());
  }

  @Test
  void shouldNameTheMutationThatHangs() {
    var hanging =
        assertThrows(
            AssertionError.class,
            () -> fuzzing(Duration.ofMillis(50)).run(bytes -> new CountDownLatch(1).await()));
    assertTrue(hanging.getMessage().startsWith("mutation 0 took more than"), hanging.getMessage());
    assertTrue(hanging.getCause().getStackTrace().length > 0);
  }

  @Test
  void shouldNameTheMutationThatAllocatesTooMuch() {
    var failure =
        failure(
            bytes -> {
              var room = new byte[65 << 20];
              room[bytes.length % room.length] = 1;
            });
    assertTrue(failure.getMessage().startsWith("mutation 0 allocated"), failure.getMessage());
  }
}
