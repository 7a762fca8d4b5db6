package org.seriesflow.stages;

import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.Classification;

/** Scores a region of a volume; what runs a model package, or stands in for it in a test. */
@FunctionalInterface
public interface RegionClassifier {
  /** The scores of a box in a volume in LPS order, which stays the caller's to close. */
  Classification classify(Volume volume, VoxelBox box);
}
