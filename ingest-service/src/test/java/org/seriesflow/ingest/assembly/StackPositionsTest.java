package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.InstanceReceived;

class StackPositionsTest {

  private static Optional<StackPositions.Gaps> gaps(double... positions) {
    var stack = new StackPositions();
    var number = 0;
    for (var z : positions) {
      stack.add(Instances.slice("1.2", ++number, 0, z));
    }
    return stack.gaps();
  }

  @Test
  void shouldFindThePositionThatIsMissing() {
    var found = gaps(0, 1.2, 2.4, 4.8, 6).orElseThrow();

    assertEquals(1, found.missing());
    assertEquals(5, found.held());
    assertEquals(1.2, found.stepMm(), 1e-9);
    assertEquals(2.4, found.fromMm(), 1e-9);
    assertEquals(4.8, found.toMm(), 1e-9);
  }

  @Test
  void shouldFindNoneInAnyPrefixOfWhatIsSentInOrder() {
    for (var count = 0; count < 20; count++) {
      assertTrue(gaps(DoubleStream.iterate(0, z -> z + 1.2).limit(count).toArray()).isEmpty());
    }
  }

  @Test
  void shouldCountAllThatAreMissingInWhateverOrderTheyCame() {
    assertEquals(3, gaps(6, 0, 1, 5, 3, 8).orElseThrow().missing());
  }

  @Test
  void shouldBearTheRoundingOfPositions() {
    assertTrue(gaps(0, 0.98, 2.01, 2.99, 4.02, 5).isEmpty());
    assertEquals(2, gaps(0, 0.98, 2.01, 4.02, 5, 7.01, 8).orElseThrow().missing());
  }

  @Test
  void shouldSayNothingOfAStackThatIsNotRegularOtherwise() {
    assertTrue(gaps(0, 1, 2, 3.5, 5).isEmpty());
  }

  @Test
  void shouldTakeTwoSlabsFarApartForTwoStacks() {
    assertTrue(gaps(0, 1, 2, 3, 50, 51, 52, 53).isEmpty());
  }

  @Test
  void shouldSayNothingOfAFewSlices() {
    assertTrue(gaps(0, 1, 3).isEmpty());
  }

  @Test
  void shouldNotCountImagesAtOnePlaceTwice() {
    assertTrue(gaps(0, 0, 1, 1, 2, 2, 3, 3).isEmpty());
    assertEquals(1, gaps(0, 0, 1, 1, 3, 3, 4, 4).orElseThrow().missing());
  }

  @Test
  void shouldLookAtTheLargestOfSeveralOrientations() {
    var stack = new StackPositions();
    for (var z : new double[] {0, 1, 2, 4, 5}) {
      stack.add(Instances.slice("1.2", (int) z, 0, z));
    }
    var coronal = List.of(1.0, 0.0, 0.0, 0.0, 0.0, -1.0);
    for (var n = 10; n < 13; n++) {
      stack.add(
          InstanceReceived.newBuilder(Instances.slice("1.2", n, 0, 0))
              .setImageOrientationPatient(coronal)
              .build());
    }

    assertEquals(1, stack.gaps().orElseThrow().missing());
  }

  @Test
  void shouldPassOverImagesWithoutAPlace() {
    var stack = new StackPositions();
    stack.add(Instances.instance("1.2", 1, 0));

    assertTrue(stack.gaps().isEmpty());
  }
}
