package org.seriesflow.imaging.operator;

import java.util.List;
import java.util.function.ToIntFunction;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.VoxelBox;

/** One box out of what slices across it say. */
public final class BoxFusion {
  private BoxFusion() {}

  /**
   * On each axis the mean of the lower and the mean of the upper bounds, both cut down to whole
   * numbers; an axis without votes keeps its full extent, so that no vote at all gives the full
   * volume. The box is never empty, since no vote is.
   */
  public static VoxelBox truncatedMean(Shape shape, List<AxisVote> votes) {
    int[] min = new int[3];
    int[] max = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int wanted = axis;
      List<AxisVote> here = votes.stream().filter(vote -> vote.axis() == wanted).toList();
      for (AxisVote vote : here) {
        if (vote.max() > shape.length(axis)) {
          throw new IllegalArgumentException(vote + " leaves a volume of " + shape);
        }
      }
      min[axis] = here.isEmpty() ? 0 : mean(here, AxisVote::min);
      max[axis] = here.isEmpty() ? shape.length(axis) : mean(here, AxisVote::max);
    }
    return new VoxelBox(min[0], min[1], min[2], max[0], max[1], max[2]);
  }

  private static int mean(List<AxisVote> votes, ToIntFunction<AxisVote> bound) {
    return (int) votes.stream().mapToInt(bound).average().orElseThrow();
  }
}
