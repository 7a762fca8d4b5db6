package org.seriesflow.stages;

import org.seriesflow.imaging.Volume;
import org.seriesflow.inference.RoiFinding;

/**
 * Finds the region of a volume that matters; what runs a model package, or stands in for it in a
 * test.
 */
@FunctionalInterface
public interface RegionLocator {
  /** The region of a volume in LPS order, which stays the caller's to close. */
  RoiFinding locate(Volume volume);
}
