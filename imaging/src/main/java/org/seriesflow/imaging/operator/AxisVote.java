package org.seriesflow.imaging.operator;

import java.lang.foreign.ValueLayout;
import java.util.List;
import org.seriesflow.imaging.Tensor;

/**
 * What one slice says about the extent of a region along one array axis.
 *
 * @param axis 0 z, 1 y, 2 x
 * @param min first index of the region
 * @param max one past its last index
 */
public record AxisVote(int axis, int min, int max) {
  public AxisVote {
    if (axis < 0 || axis > 2 || min < 0 || max <= min) {
      throw new IllegalArgumentException(
          "a vote needs axis 0..2 and 0 <= min < max, got " + axis + ": " + min + ".." + max);
    }
  }

  /**
   * The votes of a slice: the tight bounds of what is not 0, for its row axis and its column axis.
   * An empty mask does not vote.
   *
   * @param mask [rows, columns] of a slice along that axis
   */
  public static List<AxisVote> ofMask(Tensor mask, SliceAxis slice) {
    if (mask.rank() != 2) {
      throw new IllegalArgumentException("a slice's mask has rows and columns, got " + mask);
    }
    int columns = mask.length(1);
    int top = Integer.MAX_VALUE;
    int bottom = -1;
    int left = Integer.MAX_VALUE;
    int right = -1;
    for (int r = 0; r < mask.length(0); r++) {
      for (int c = 0; c < columns; c++) {
        if (mask.data().getAtIndex(ValueLayout.JAVA_FLOAT, (long) r * columns + c) != 0) {
          top = Math.min(top, r);
          bottom = r;
          left = Math.min(left, c);
          right = Math.max(right, c);
        }
      }
    }
    return bottom < 0
        ? List.of()
        : List.of(
            new AxisVote(slice.rowAxis(), top, bottom + 1),
            new AxisVote(slice.columnAxis(), left, right + 1));
  }
}
