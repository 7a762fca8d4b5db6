package org.seriesflow.stages;

import java.util.List;
import java.util.function.Function;
import org.seriesflow.inference.Input;
import org.seriesflow.inference.PassGate;
import org.seriesflow.inference.ProgressObserver;
import org.seriesflow.inference.RoiFinding;
import org.seriesflow.inference.RoiLocator;

/**
 * Finds the region of each volume that matters; what runs a model package, or stands in for it in a
 * test.
 */
@FunctionalInterface
public interface RegionLocator {
  /**
   * The regions of volumes in LPS order, which stay the caller's to close.
   *
   * @param volumes one, or all of a series where several are taken
   */
  RoiFinding locate(List<Input.OfVolume> volumes);

  /** Whether all volumes of a series are looked at together, rather than one. */
  default boolean takesSeveral() {
    return false;
  }

  /**
   * A package.
   *
   * @param runner runs the work with the gate that lets it go on
   */
  static RegionLocator of(
      RoiLocator locator, Function<Function<PassGate, RoiFinding>, RoiFinding> runner) {
    return new RegionLocator() {
      @Override
      public RoiFinding locate(List<Input.OfVolume> volumes) {
        return runner.apply(gate -> locator.locate(volumes, ProgressObserver.none(), gate));
      }

      @Override
      public boolean takesSeveral() {
        return locator.takesSeveral();
      }
    };
  }
}
