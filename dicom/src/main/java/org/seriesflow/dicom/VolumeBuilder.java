package org.seriesflow.dicom;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.seriesflow.imaging.Reorientation;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelType;

/** Decodes the slices of a stack into a volume, in parallel, each straight into its place. */
final class VolumeBuilder {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final SliceStack stack;
  private final PixelFormat format;

  /** Slices go in downwards, so that an axial stack needs no second copy to run upwards. */
  private final boolean reversed;

  private final boolean oneRescale;
  private final Volume volume;
  private final AtomicBoolean unusedBitsSet = new AtomicBoolean();

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
    if (unusedBitsSet.get()) {
      repairs.add(
          new Repair(
              "UNUSED_BITS_CLEARED",
              "Cells of %d bits held more than the %d stored bits; the rest was cleared."
                  .formatted(format.bitsAllocated(), format.bitsStored())));
    }
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
      Workers.runAll(stack.frames().size(), SliceWorker::new);
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

  /** Decodes slices on one thread. */
  private final class SliceWorker implements Workers.Worker {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment cells =
        oneRescale ? MemorySegment.NULL : arena.allocate(format.frameBytes(), Long.BYTES);

    @Override
    public void run(int index) throws UnreadableSeriesException {
      var frame = stack.frames().get(index);
      try {
        var target = target(index);
        var stored = oneRescale ? target : cells;
        PixelDecoder.decode(frame.instance(), frame.index(), stored);
        if (CellCleaner.clean(stored, format)) {
          unusedBitsSet.set(true);
        }
        if (!oneRescale) {
          rescale(frame, target);
        }
      } catch (IOException e) {
        throw new UnreadableSeriesException(frame.instance().sopInstanceUid(), e.getMessage(), e);
      }
    }

    private MemorySegment target(int index) {
      Shape shape = volume.shape();
      var z = reversed ? shape.z() - 1 - index : index;
      var bytes = (long) shape.y() * shape.x() * volume.type().bytes();
      return volume.voxels().asSlice(z * bytes, bytes);
    }

    private void rescale(Frame frame, MemorySegment target) {
      var type = format.voxelType();
      var count = target.byteSize() / Float.BYTES;
      for (long i = 0; i < count; i++) {
        double stored =
            switch (type) {
              case UINT8 -> cells.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
              case INT8 -> cells.get(ValueLayout.JAVA_BYTE, i);
              case UINT16 -> cells.getAtIndex(SHORT, i) & 0xFFFF;
              case INT16 -> cells.getAtIndex(SHORT, i);
              case UINT32 -> cells.getAtIndex(INT, i) & 0xFFFF_FFFFL;
              default -> cells.getAtIndex(INT, i);
            };
        target.setAtIndex(FLOAT, i, (float) (stored * frame.slope() + frame.intercept()));
      }
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
