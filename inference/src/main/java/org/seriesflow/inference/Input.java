package org.seriesflow.inference;

import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;

/** A value that enters a pipeline. */
public sealed interface Input {

  /** A normalised volume in LPS order; stays the caller's to close, after the run. */
  record OfVolume(Volume volume) implements Input {}

  /** A box in the voxels of the volume that enters with it. */
  record OfBox(VoxelBox box) implements Input {}
}
