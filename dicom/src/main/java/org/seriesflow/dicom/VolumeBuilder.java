package org.seriesflow.dicom;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.seriesflow.imaging.Reorientation;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelMemoryException;
import org.seriesflow.imaging.VoxelType;

/**
 * Decodes the slices of a stack into a volume, in parallel, each straight into its place unless it
 * must be resampled.
 */
final class VolumeBuilder {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final SliceStack stack;
  private final PixelFormat format;

  /** Slices go in downwards, so that an axial stack needs no second copy to run upwards. */
  private final boolean reversed;

  private final boolean oneRescale;
  private final Volume volume;
  private final SliceCells cells = new SliceCells();

  private VolumeBuilder(SliceStack stack) {
    this.stack = stack;
    format = stack.frames().getFirst().instance().format();
    reversed = runsDown(stack.geometry());
    var first = stack.frames().getFirst();
    oneRescale =
        stack.frames().stream()
            .allMatch(f -> f.slope() == first.slope() && f.intercept() == first.intercept());
    var geometry = reversed ? reversed(stack.geometry()) : stack.geometry();
    volume =
        oneRescale
            ? Volume.allocate(geometry, format.voxelType(), first.slope(), first.intercept())
            : Volume.allocate(geometry, VoxelType.FLOAT32);
  }

  /** Builds the volume, in LPS orientation, and adds what was put right. */
  static Volume build(SliceStack stack, List<Repair> repairs)
      throws UnreadableSeriesException, IOException {
    var builder = new VolumeBuilder(stack);
    try {
      builder.decodeAll();
    } catch (UnreadableSeriesException | IOException | RuntimeException | Error e) {
      builder.volume.close();
      throw e;
    }
    builder.report(repairs);
    return builder.oriented();
  }

  private Volume oriented() {
    var reorientation = Reorientation.of(volume.geometry());
    if (reorientation.isIdentity()) {
      return volume;
    }
    try (volume) {
      return reorientation.apply(volume);
    }
  }

  private void report(List<Repair> repairs) {
    if (cells.sawUnusedBits()) {
      repairs.add(
          new Repair(
              "UNUSED_BITS_CLEARED",
              "Cells of %d bits held more than the %d stored bits; the rest was cleared."
                  .formatted(format.bitsAllocated(), format.bitsStored())));
    }
    Polarity.repair(stack.frames().getFirst().instance()).ifPresent(repairs::add);
    if (!oneRescale) {
      repairs.add(
          new Repair(
              "RESCALED_PER_SLICE",
              "Rescale slope or intercept changes from slice to slice; voxels are real values in"
                  + " float32."));
    }
  }

  private void decodeAll() throws UnreadableSeriesException, IOException {
    try {
      if (stack.resampling().isPresent()) {
        new StackResampler(stack.frames(), stack.resampling().get(), volume, cells, !oneRescale)
            .run(this::target);
      } else {
        Workers.runAll(stack.frames().size(), SliceWorker::new);
      }
    } catch (ExecutionException e) {
      throw SeriesNormaliser.unwrapped(e);
    } catch (InterruptedException e) {
      throw SeriesNormaliser.interrupted(e);
    }
  }

  private static boolean runsDown(VolumeGeometry geometry) {
    var reorientation = Reorientation.of(geometry);
    for (var axis = 0; axis < 3; axis++) {
      if (reorientation.sourceAxis(axis) == 0) {
        return reorientation.isFlipped(axis);
      }
    }
    throw new IllegalStateException("no axis takes the slices");
  }

  private static VolumeGeometry reversed(VolumeGeometry geometry) {
    return new VolumeGeometry(
        geometry.shape(),
        geometry.toLps(geometry.shape().z() - 1.0, 0, 0),
        geometry.stepX(),
        geometry.stepY(),
        geometry.stepZ().times(-1));
  }

  private MemorySegment target(int index) {
    return volume.voxels().asSlice(offset(index), sliceBytes());
  }

  private long offset(int index) {
    var z = reversed ? volume.shape().z() - 1 - index : index;
    return z * sliceBytes();
  }

  private long sliceBytes() {
    Shape shape = volume.shape();
    return (long) shape.y() * shape.x() * volume.type().bytes();
  }

  /** Decodes slices on one thread. */
  private final class SliceWorker implements Workers.Worker {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment decoded =
        oneRescale ? MemorySegment.NULL : VoxelMemoryException.allocate(arena, format.frameBytes());

    @Override
    public void run(int index) throws IOException, UnreadableSeriesException {
      var frame = stack.frames().get(index);
      var target = target(index);
      cells.read(frame, oneRescale ? target : decoded);
      if (!oneRescale) {
        rescale(frame, target);
      }
      volume.unload(offset(index), sliceBytes());
    }

    private void rescale(Frame frame, MemorySegment target) {
      var type = format.voxelType();
      var count = target.byteSize() / Float.BYTES;
      for (long i = 0; i < count; i++) {
        var value = SliceCells.at(decoded, type, i) * frame.slope() + frame.intercept();
        target.setAtIndex(FLOAT, i, (float) value);
      }
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
