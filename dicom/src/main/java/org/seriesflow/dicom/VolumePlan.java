package org.seriesflow.dicom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aoju.bus.image.Tag;
import org.seriesflow.imaging.VolumeGeometry;

/** One volume of a series that is still to be built. */
public final class VolumePlan {
  private final SliceStack stack;
  private final List<Repair> repairs;
  private final Optional<String> dimension;
  private final int index;

  private VolumePlan(
      SliceStack stack, List<Repair> repairs, Optional<String> dimension, int index) {
    this.stack = stack;
    this.repairs = repairs;
    this.dimension = dimension;
    this.index = index;
  }

  static VolumePlan of(
      SliceStack stack, VolumeSplit.Part part, int index, int count, Optional<Repair> leftOut) {
    var repairs = new ArrayList<Repair>();
    leftOut.ifPresent(repairs::add);
    if (count > 1) {
      repairs.add(
          new Repair(
              "ONE_OF_SEVERAL",
              "Volume %d of %d of the series, told apart by %s: %s."
                  .formatted(index + 1, count, part.dimension(), part.value())));
    }
    if (stack.isEstimated()) {
      repairs.add(
          new Repair(
              "GEOMETRY_ESTIMATED",
              "Spacing, position or orientation are missing: what is missing was guessed, from the"
                  + " number of voxels and the order of the frames."));
    }
    repairs.addAll(stack.repairs());
    var dimension =
        part.dimension().isEmpty() ? Optional.<String>empty() : Optional.of(part.dimension());
    return new VolumePlan(stack, repairs, dimension, index);
  }

  /** Slices of the volume as they will lie along their normal, and its spacing in mm. */
  public VolumeGeometry acquiredGeometry() {
    return stack.geometry();
  }

  /**
   * Reads and decodes the slices.
   *
   * @return the volume, which the receiver closes
   * @throws UnreadableSeriesException when an instance cannot be decoded
   * @throws IOException when a file is away; trying again may help
   */
  public Normalised build() throws UnreadableSeriesException, IOException {
    var first = stack.frames().getFirst().instance();
    var all = new ArrayList<>(repairs);
    var volume = VolumeBuilder.build(stack, all);
    return new Normalised(
        volume,
        first.dataset().getString(Tag.FrameOfReferenceUID, ""),
        stack.sources(),
        all,
        SeriesAttributesReader.read(first),
        stack.isEstimated(),
        dimension,
        index);
  }
}
