package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Tensor;

class ScoreTest {
  @Test
  void shouldGiveSigmoidWithoutOverflow() {
    assertEquals(.5, Scores.sigmoid(0));
    assertEquals(.75, Scores.sigmoid(Math.log(3)), 1e-15);
    assertEquals(.25, Scores.sigmoid(-Math.log(3)), 1e-15);
    assertEquals(0, Scores.sigmoid(-1e6));
    assertEquals(1, Scores.sigmoid(1e6));
  }

  @Test
  void shouldGiveSharesByLogit() {
    assertArrayEquals(new double[] {.25, .75}, Scores.softmax(1000, 1000 + Math.log(3)), 1e-12);
  }

  @Test
  void shouldTakeScoresFromNamedPositions() {
    assertArrayEquals(new double[] {2, 1, 3}, Scores.permuted(new double[] {1, 2, 3}, 1, 0, 2));
  }

  @Test
  void shouldRejectOrderThatNamesPositionTwice() {
    assertThrows(
        IllegalArgumentException.class, () -> Scores.permuted(new double[] {1, 2, 3}, 1, 1, 2));
  }

  @Test
  void shouldReduceLabelByLabel() {
    List<double[]> vectors = List.of(new double[] {1, 8}, new double[] {3, 2}, new double[] {8, 5});
    assertArrayEquals(new double[] {4, 5}, Scores.mean(vectors));
    assertArrayEquals(new double[] {3, 5}, Scores.median(vectors));
    assertArrayEquals(new double[] {8, 8}, Scores.max(vectors));
    assertArrayEquals(new double[] {5.5, 6.5}, Scores.topKMean(vectors, 2));
    assertArrayEquals(new double[] {5, 5}, Scores.weightedMean(vectors, 1, 1, 2));
    assertArrayEquals(new double[] {2 / 3.0, 1 / 3.0}, Scores.meanRank(vectors), 1e-15);
  }

  @Test
  void shouldLeaveVectorsAsTheyWereWhenItReduces() {
    double[] vector = {5};
    Scores.median(List.of(vector, new double[] {1}, new double[] {3}));
    assertEquals(5, vector[0]);
  }

  @Test
  void shouldRejectVectorsOfDifferentLength() {
    assertThrows(
        IllegalArgumentException.class, () -> Scores.mean(List.of(new double[2], new double[3])));
  }

  @Test
  void shouldNameLargestChannelAndFirstOfEquals() {
    try (Tensor map = Tensor.of(new float[] {1, 5, 2, 3, 5, 1}, 2, 3);
        Tensor labels = Channels.argmax(map)) {
      assertArrayEquals(new float[] {1, 0, 0}, labels.toArray());
    }
  }

  @Test
  void shouldActivateMapsAcrossChannels() {
    float log3 = (float) Math.log(3);
    try (Tensor map = Tensor.of(new float[] {0, log3, log3, 0}, 2, 2)) {
      Channels.softmax(map);
      assertArrayEquals(new float[] {.25f, .75f, .75f, .25f}, map.toArray(), 1e-6f);
    }
    try (Tensor map = Tensor.of(new float[] {0, log3}, 1, 2)) {
      Channels.sigmoid(map);
      assertArrayEquals(new float[] {.5f, .75f}, map.toArray(), 1e-6f);
    }
  }

  @Test
  void shouldBinariseEachChannelByItsThreshold() {
    try (Tensor map = Tensor.of(new float[] {.1f, .5f, .6f, .9f}, 2, 2)) {
      Channels.threshold(map, .5, .7);
      assertArrayEquals(new float[] {0, 0, 0, 1}, map.toArray());
    }
  }
}
