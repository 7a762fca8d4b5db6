package org.seriesflow.inference.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.inference.operator.RepairGeometry;

/** Spacings that a network guessed. */
final class RepairByNetworkTest {

  private static Spacing repaired(boolean estimated, Value.Scores guess) {
    try (var bench = new StepBench()) {
      var out =
          bench
              .withVolume("volume", new Shape(1, 1, 2), new Spacing(1, 2, 3), estimated, 1, 2)
              .with("spacing", guess)
              .run(new RepairGeometry.NetworkSpacing());
      return ((Value.VolumeView) out.get("volume")).volume().geometry().spacingMm();
    }
  }

  @Test
  void shouldReplaceTheGuessedSpacingOfTheAxesThatTheNetworkNames() {
    var guess = StepBench.labelled(List.of("x", "z"), 0.5, 6);
    assertEquals(new Spacing(6, 2, 0.5), repaired(true, guess));
  }

  @Test
  void shouldNeverOverruleTheHeaders() {
    assertEquals(new Spacing(1, 2, 3), repaired(false, StepBench.labelled(List.of("z"), 6)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldWithholdEverythingWhereTheNetworkGivesNoLength(double length) {
    var guess = StepBench.labelled(List.of("z"), length);
    var withheld = assertThrows(WithheldException.class, () -> repaired(true, guess));
    assertEquals("GEOMETRY_NOT_ESTIMATED", withheld.substitution().code());
  }
}
