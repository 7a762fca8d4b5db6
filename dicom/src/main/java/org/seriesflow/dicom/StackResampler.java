package org.seriesflow.dicom;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.function.IntFunction;
import org.seriesflow.imaging.UprightStack;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelMemoryException;

/**
 * Fills a volume with slices that are interpolated from those of a stack, on several threads, each
 * with no more than two acquired slices in memory. Padding takes no part in the interpolation;
 * where there is no image, the volume gets the padding value that the series states, or else the
 * least value of the stack.
 */
final class StackResampler {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final List<Frame> frames;
  private final UprightStack grid;
  private final Volume volume;
  private final SliceCells cells;

  /** Whether voxels are real values, since one slope and intercept do not fit all slices. */
  private final boolean rescaled;

  /** Voxels of each slice of the grid that are no image. */
  private final BitSet[] empty;

  private final DoubleAccumulator least =
      new DoubleAccumulator(Math::min, Double.POSITIVE_INFINITY);

  /**
   * @param volume of the grid's shape, its slices perhaps in another order
   */
  StackResampler(
      List<Frame> frames, UprightStack grid, Volume volume, SliceCells cells, boolean rescaled) {
    this.frames = frames;
    this.grid = grid;
    this.volume = volume;
    this.cells = cells;
    this.rescaled = rescaled;
    empty = new BitSet[grid.geometry().shape().z()];
  }

  /**
   * Fills the volume.
   *
   * @param target where slice z of the grid stands in the volume's memory
   */
  void run(IntFunction<MemorySegment> target) throws ExecutionException, InterruptedException {
    Workers.runAll(empty.length, () -> new SliceWorker(target));
    var fill = fill();
    for (var z = 0; z < empty.length; z++) {
      var slice = target.apply(z);
      empty[z].stream().forEach(index -> store(slice, index, fill));
    }
  }

  private double fill() {
    var first = frames.getFirst();
    var padding = PixelPadding.of(first.instance());
    if (padding.isPresent()) {
      return value(first, padding.get().value());
    }
    return least.get() == Double.POSITIVE_INFINITY ? 0 : least.get();
  }

  private double value(Frame frame, double stored) {
    return rescaled ? stored * frame.slope() + frame.intercept() : stored;
  }

  private void store(MemorySegment slice, long index, double value) {
    switch (volume.type()) {
      case UINT8, INT8 -> slice.set(ValueLayout.JAVA_BYTE, index, (byte) Math.round(value));
      case UINT16, INT16 -> slice.setAtIndex(SHORT, index, (short) Math.round(value));
      case UINT32, INT32 -> slice.setAtIndex(INT, index, (int) Math.round(value));
      default -> slice.setAtIndex(FLOAT, index, (float) value);
    }
  }

  /** Computes slices of the grid on one thread; keeps the last two that it decoded. */
  private final class SliceWorker implements Workers.Worker {
    private final Arena arena = Arena.ofConfined();
    private final IntFunction<MemorySegment> target;
    private final MemorySegment decoded;
    private final double[][] kept;
    private final int[] keptIndex = {-1, -1};
    private final double[] sampled;

    SliceWorker(IntFunction<MemorySegment> target) {
      this.target = target;
      var format = frames.getFirst().instance().format();
      decoded = VoxelMemoryException.allocate(arena, format.frameBytes());
      kept = new double[2][format.rows() * format.columns()];
      sampled = new double[grid.geometry().shape().y() * grid.geometry().shape().x()];
    }

    @Override
    public void run(int z) throws UnreadableSeriesException, IOException {
      var sources = grid.sources(z);
      var below = load(sources.below(), sources.above());
      var above = load(sources.above(), sources.below());
      grid.sample(z, below, above, sampled);
      var slice = target.apply(z);
      var holes = new BitSet();
      for (var i = 0; i < sampled.length; i++) {
        if (Double.isNaN(sampled[i])) {
          holes.set(i);
        } else {
          store(slice, i, sampled[i]);
        }
      }
      empty[z] = holes;
    }

    /** The values of an acquired slice; the other that is needed now is not thrown away for it. */
    private double[] load(int index, int other) throws UnreadableSeriesException, IOException {
      for (var i = 0; i < keptIndex.length; i++) {
        if (keptIndex[i] == index) {
          return kept[i];
        }
      }
      var place = keptIndex[0] == other ? 1 : 0;
      var frame = frames.get(index);
      keptIndex[place] = -1;
      cells.read(frame, decoded);
      fillPlane(frame, kept[place]);
      keptIndex[place] = index;
      return kept[place];
    }

    private void fillPlane(Frame frame, double[] plane) {
      var type = frame.instance().format().voxelType();
      var padding = PixelPadding.of(frame.instance());
      Arrays.setAll(
          plane,
          i -> {
            var stored = SliceCells.at(decoded, type, i);
            return padding.isPresent() && padding.get().contains(stored)
                ? Double.NaN
                : value(frame, stored);
          });
      Arrays.stream(plane).filter(value -> !Double.isNaN(value)).min().ifPresent(least::accumulate);
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
