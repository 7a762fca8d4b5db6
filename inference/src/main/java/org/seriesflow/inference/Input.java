package org.seriesflow.inference;

import java.util.List;
import java.util.Map;
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

  /** Normalised volumes of one series in their order, each in LPS order. */
  record OfVolumes(List<OfVolume> volumes) implements Input {
    public OfVolumes {
      volumes = List.copyOf(volumes);
    }
  }

  /** A box in the voxels of the volume that enters with it. */
  record OfBox(VoxelBox box) implements Input {}

  /** One box in the voxels of each of the volumes that enter with them, in their order. */
  record OfBoxes(List<VoxelBox> boxes) implements Input {
    public OfBoxes {
      boxes = List.copyOf(boxes);
    }
  }

  /** Points in the voxels [z,y,x] of the volume that enters with them, in their order. */
  record OfPoints(List<Output.ScoredPoint> points) implements Input {
    public OfPoints {
      points = List.copyOf(points);
    }
  }

  /**
   * The series of one examination.
   *
   * @param series by the names that the package's steps give them
   */
  record OfStudy(Map<String, OfVolume> series) implements Input {
    public OfStudy {
      series = Map.copyOf(series);
    }
  }
}
