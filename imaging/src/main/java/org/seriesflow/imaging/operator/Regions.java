package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.seriesflow.imaging.Tensor;

/** Copies boxes between tensors of the same number of axes. */
public final class Regions {
  private Regions() {}

  /** Copies a box of {@code size} at {@code from} in the source to {@code to} in the target. */
  public static void copy(Tensor source, int[] from, Tensor target, int[] to, int[] size) {
    int n = size[size.length - 1];
    TensorRows.forEach(
        source,
        from,
        target,
        to,
        size,
        (a, b) ->
            MemorySegment.copy(
                source.data(),
                ValueLayout.JAVA_FLOAT,
                a * Float.BYTES,
                target.data(),
                ValueLayout.JAVA_FLOAT,
                b * Float.BYTES,
                n));
  }

  /** The box of {@code size} at {@code from} as a tensor of its own. */
  public static Tensor crop(Tensor source, int[] from, int[] size) {
    Tensor target = Tensor.allocate(size);
    try {
      copy(source, from, target, new int[size.length], size);
      return target;
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }
}
