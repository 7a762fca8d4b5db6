package org.seriesflow.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.seriesflow.cli.compare.Comparison.Pair;

class RocAreasTest {
  private final List<Pair> pairs = new ArrayList<>();
  private final Map<String, Boolean> truth = new HashMap<>();

  private void series(boolean positive, double a, double b) {
    var uid = "1." + pairs.size();
    pairs.add(new Pair(uid, 1, "present", a, b));
    truth.put(uid, positive);
  }

  private RocAreas areas() {
    return RocAreas.of(pairs, truth).orElseThrow();
  }

  /**
   * Two positives at .8 and .4, two negatives at .6 and .2: of the positives 2 and 1 of 2 negatives
   * lie below, of the negatives 1 and 2 of 2 positives above. Both placements are (1, .5): variance
   * .125 each, divided by 2 each, in sum .125.
   */
  @Test
  void shouldGiveTheIntervalThatIsWorkedOutByHand() {
    series(true, .8, .8);
    series(true, .4, .4);
    series(false, .6, .6);
    series(false, .2, .2);

    var a = areas().a();
    assertEquals(.75, a.value());
    assertEquals(.75 - 1.959964 * Math.sqrt(.125), a.low(), 1e-9);
    assertEquals(1, a.high());
  }

  @Test
  void shouldGiveNoWidthToTheDifferenceOfEqualScores() {
    series(true, .8, .8);
    series(true, .4, .4);
    series(false, .6, .6);
    series(false, .2, .2);

    assertEquals(new RocAreas.Estimate(0, 0, 0), areas().difference());
  }

  /** Scores of b put everything in order, those of a do not: covariance counts. */
  @Test
  void shouldTakeTheCovarianceIntoTheIntervalOfTheDifference() {
    series(true, .8, .9);
    series(true, .4, .8);
    series(false, .6, .1);
    series(false, .2, .2);

    var difference = areas().difference();
    assertEquals(.25, difference.value());
    // b has placements of ones: no variance and no covariance; that of a is left.
    assertEquals(.25 - 1.959964 * Math.sqrt(.125), difference.low(), 1e-9);
  }

  @Test
  void shouldGiveNoIntervalOfASinglePositive() {
    series(true, .8, .8);
    series(false, .6, .6);
    series(false, .2, .2);

    assertEquals(1, areas().a().value());
    assertTrue(Double.isNaN(areas().a().low()));
  }

  @Test
  void shouldPassOverSeriesOfWhichTheTruthIsNotKnown() {
    series(true, .8, .8);
    series(false, .2, .2);
    pairs.add(new Pair("unknown", 1, "present", 0, 1));

    assertEquals(2, areas().series());
  }
}
