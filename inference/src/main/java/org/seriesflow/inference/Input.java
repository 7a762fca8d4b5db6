package org.seriesflow.inference;

import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;

/** A value that enters a pipeline. */
public sealed interface Input {

  /**
   * A normalised volume in LPS order; stays the caller's to close, after the run.
   *
   * @param geometryEstimated whether its geometry was guessed
   */
  record OfVolume(Volume volume, boolean geometryEstimated) implements Input {

    /** A volume whose geometry the headers state. */
    public OfVolume(Volume volume) {
      this(volume, false);
    }
  }

  /** A box in the voxels of the volume that enters with it. */
  record OfBox(VoxelBox box) implements Input {}
}
