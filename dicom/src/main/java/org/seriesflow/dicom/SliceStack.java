package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.UprightStack;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.VolumeGeometry;

/**
 * Slices that make one regular grid, as they are or once they are resampled, sorted by position
 * along their common normal.
 *
 * <p>Only Image Position, Image Orientation and Pixel Spacing decide (PS3.3 C.7.6.2); Slice
 * Thickness, Spacing Between Slices, Patient Position and the gantry tilt attribute do not.
 *
 * @param frames ascending along the normal
 * @param geometry of the grid: array axis z = slices ascending, y = rows, x = columns
 * @param resampling from the frames to the grid; empty where each frame is a slice of it
 */
record SliceStack(
    List<Frame> frames,
    VolumeGeometry geometry,
    Optional<UprightStack> resampling,
    List<Repair> repairs) {

  static final int LEAST_SLICES = 3;

  /** A slice lies no further beside the line of the stack than this many tolerances of a step. */
  private static final int BESIDE_TOLERANCES = 3;

  /** Stacks frames of one grid, or says why they are no stack. */
  static SliceStack of(List<Frame> frames, NormalisationSettings settings)
      throws RefusedSeriesException {
    if (frames.size() < LEAST_SLICES) {
      throw tooFew(frames.size());
    }
    var normal = frames.getFirst().placement().normal();
    var sorted = new ArrayList<>(frames);
    sorted.sort(Comparator.comparingDouble(frame -> frame.placement().along(normal)));
    var positions = sorted.stream().mapToDouble(f -> f.placement().along(normal)).toArray();
    SliceRules.requireDistinct(sorted, positions);
    var tilt = StackTilt.of(sorted.getFirst().placement(), sorted.getLast().placement());
    var tilted = tilt.isTilted();
    var spacing = new SliceSpacing(positions);
    var respaced = spacing.respaced(settings.greatestGapMm());
    requireStraight(sorted, positions, spacing.toleranceMm());
    var repairs = new ArrayList<Repair>();
    if (tilted) {
      repairs.add(tilt.repair());
    }
    spacing.repair().ifPresent(repairs::add);
    var resampling = resampling(sorted, tilted, respaced);
    return new SliceStack(
        List.copyOf(sorted),
        resampling.map(UprightStack::geometry).orElseGet(() -> geometry(sorted)),
        resampling,
        repairs);
  }

  private static Optional<UprightStack> resampling(
      List<Frame> sorted, boolean tilted, OptionalInt respaced) {
    var asAcquired = geometry(sorted);
    var shape = asAcquired.shape();
    var stepX = asAcquired.stepX();
    var stepY = asAcquired.stepY();
    var positions = sorted.stream().map(frame -> frame.placement().position()).toList();
    if (tilted) {
      return Optional.of(UprightStack.sheared(shape, stepX, stepY, positions, respaced));
    }
    return respaced.isPresent()
        ? Optional.of(UprightStack.straight(shape, stepX, stepY, positions, respaced.getAsInt()))
        : Optional.empty();
  }

  /** Whether anything of where the slices lie was guessed. */
  boolean isEstimated() {
    return frames.stream().anyMatch(frame -> frame.placement().estimated());
  }

  /** Where each slice came from, in order. */
  List<SourceSlice> sources() {
    var normal = frames.getFirst().placement().normal();
    return frames.stream().map(frame -> frame.source(frame.placement().along(normal))).toList();
  }

  static RefusedSeriesException tooFew(int slices) {
    return new RefusedSeriesException(
        RefusalCode.TOO_FEW_SLICES,
        String.format(
            Locale.ROOT,
            "The series has %d slice(s); a volume takes at least %d.",
            slices,
            LEAST_SLICES));
  }

  /** Each slice lies on the line from the first to the last one, however far along it. */
  private static void requireStraight(List<Frame> sorted, double[] positions, double toleranceMm)
      throws RefusedSeriesException {
    var first = sorted.getFirst().placement().position();
    var whole = sorted.getLast().placement().position().minus(first);
    var length = positions[positions.length - 1] - positions[0];
    for (var i = 0; i < sorted.size(); i++) {
      var onLine = first.plus(whole.times((positions[i] - positions[0]) / length));
      var off = sorted.get(i).placement().position().minus(onLine).norm();
      if (off > toleranceMm * BESIDE_TOLERANCES) {
        throw new RefusedSeriesException(
            RefusalCode.UNEVEN_SPACING,
            String.format(
                Locale.ROOT, "Slice %d lies %.2f mm beside the line of the stack.", i + 1, off));
      }
    }
  }

  private static Vector3 meanStep(List<Frame> sorted) {
    return sorted
        .getLast()
        .placement()
        .position()
        .minus(sorted.getFirst().placement().position())
        .times(1.0 / (sorted.size() - 1));
  }

  private static VolumeGeometry geometry(List<Frame> sorted) {
    var first = sorted.getFirst();
    var place = first.placement();
    var format = first.instance().format();
    return new VolumeGeometry(
        new Shape(sorted.size(), format.rows(), format.columns()),
        place.position(),
        place.rowDirection().times(place.columnStepMm()),
        place.columnDirection().times(place.rowStepMm()),
        meanStep(sorted));
  }
}
