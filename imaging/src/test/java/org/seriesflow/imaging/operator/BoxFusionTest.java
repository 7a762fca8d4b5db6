package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.VoxelBox;

class BoxFusionTest {
  private static final Shape SHAPE = new Shape(30, 20, 10);

  @Test
  void shouldVoteForRowsAndColumnsOfEachSliceAxis() {
    try (Tensor mask = Tensor.of(new float[] {0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0}, 4, 3)) {
      // Ones at [1,2] and [2,1].
      assertEquals(
          List.of(new AxisVote(1, 1, 3), new AxisVote(2, 1, 3)),
          AxisVote.ofMask(mask, SliceAxis.Z));
      assertEquals(
          List.of(new AxisVote(0, 1, 3), new AxisVote(2, 1, 3)),
          AxisVote.ofMask(mask, SliceAxis.Y));
      assertEquals(
          List.of(new AxisVote(0, 1, 3), new AxisVote(1, 1, 3)),
          AxisVote.ofMask(mask, SliceAxis.X));
    }
  }

  @Test
  void shouldNotVoteByEmptyMask() {
    try (Tensor mask = Tensor.allocate(4, 3)) {
      assertEquals(List.of(), AxisVote.ofMask(mask, SliceAxis.Z));
    }
  }

  @Test
  void shouldCutMeanOfVotesDownToWholeVoxels() {
    assertEquals(
        new VoxelBox(3, 0, 1, 7, 20, 4),
        BoxFusion.truncatedMean(
            SHAPE,
            List.of(
                new AxisVote(0, 3, 7),
                new AxisVote(0, 4, 8),
                new AxisVote(2, 1, 4),
                new AxisVote(2, 1, 4),
                new AxisVote(2, 2, 6))));
  }

  @Test
  void shouldKeepFullVolumeWithoutVotes() {
    assertEquals(VoxelBox.full(SHAPE), BoxFusion.truncatedMean(SHAPE, List.of()));
  }

  @Test
  void shouldRejectVoteThatLeavesVolume() {
    assertThrows(
        IllegalArgumentException.class,
        () -> BoxFusion.truncatedMean(SHAPE, List.of(new AxisVote(2, 0, 11))));
  }
}
