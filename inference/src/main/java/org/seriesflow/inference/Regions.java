package org.seriesflow.inference;

import java.util.List;
import org.seriesflow.imaging.VoxelBox;

/**
 * A box in each of some volumes of one series.
 *
 * @param volumes at least one, each in LPS order; they stay the caller's to close
 * @param boxes half-open, in voxels [z,y,x] of the volume with the same place in the list
 */
public record Regions(List<Input.OfVolume> volumes, List<VoxelBox> boxes) {
  public Regions {
    volumes = List.copyOf(volumes);
    boxes = List.copyOf(boxes);
    if (volumes.isEmpty() || boxes.size() != volumes.size()) {
      throw new IllegalArgumentException(
          "%d boxes for %d volumes".formatted(boxes.size(), volumes.size()));
    }
    for (int i = 0; i < boxes.size(); i++) {
      var shape = volumes.get(i).volume().geometry().shape();
      if (!boxes.get(i).isWithin(shape)) {
        throw new IllegalArgumentException(
            "the box " + boxes.get(i) + " does not lie within the volume of shape " + shape);
      }
    }
  }

  /** A box in one volume. */
  public static Regions of(Input.OfVolume volume, VoxelBox box) {
    return new Regions(List.of(volume), List.of(box));
  }

  static <T> T only(List<T> all) {
    if (all.size() != 1) {
      throw new IllegalArgumentException(
          "the package takes one volume, and not " + all.size() + " of them");
    }
    return all.getFirst();
  }
}
