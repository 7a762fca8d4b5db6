package org.seriesflow.ingest.assembly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.imaging.Vector3;

/**
 * Where the slices of a series lie along their common normal (PS3.3 C.7.6.2.1.1), and which
 * positions nothing stands at although the others are as far apart as a regular stack's.
 *
 * <p>That proves nothing in either direction: what is sent in order has no gap at any time, and
 * some scanners leave gaps on purpose. Images without a position of their own are not looked at.
 */
final class StackPositions {
  private static final double SAME_DIRECTION = 1e-3;
  private static final double SAME_POSITION_MM = 0.01;

  /** By how much a distance may differ from a multiple of the step, as a part of the step. */
  private static final double STEP_TOLERANCE = 0.2;

  /** Fewer slices show no step. */
  private static final int FEWEST_POSITIONS = 4;

  private static final int MOST_DIRECTIONS = 32;

  private record Stack(Vector3 normal, List<Double> positions) {}

  private final List<Stack> stacks = new ArrayList<>();

  /**
   * Positions that nothing stands at.
   *
   * @param stepMm distance of two neighbours where nothing is missing
   * @param fromMm along the normal: the slice below the first gap
   * @param toMm the slice above it
   */
  record Gaps(int missing, int held, double stepMm, double fromMm, double toMm) {
    String sentence() {
      return "%d positions seem to be missing among %d slices that lie %.2f mm apart, the first between %.2f mm and %.2f mm along their normal."
          .formatted(missing, held, stepMm, fromMm, toMm);
    }
  }

  /** Adds an instance. */
  void add(InstanceReceived instance) {
    var position = instance.getImagePositionPatient();
    var cosines = instance.getImageOrientationPatient();
    if (position == null || cosines.size() != 6) {
      return;
    }
    var across =
        new Vector3(cosines.get(0), cosines.get(1), cosines.get(2))
            .cross(new Vector3(cosines.get(3), cosines.get(4), cosines.get(5)));
    if (!(across.norm() > SAME_DIRECTION)) {
      return;
    }
    var normal = across.normalised();
    var point = new Vector3(position.getX(), position.getY(), position.getZ());
    stack(normal).ifPresent(stack -> stack.positions().add(point.dot(stack.normal())));
  }

  private Optional<Stack> stack(Vector3 normal) {
    for (var stack : stacks) {
      if (stack.normal().minus(normal).norm() < SAME_DIRECTION) {
        return Optional.of(stack);
      }
    }
    if (stacks.size() == MOST_DIRECTIONS) {
      return Optional.empty();
    }
    stacks.add(new Stack(normal, new ArrayList<>()));
    return Optional.of(stacks.getLast());
  }

  /**
   * The gaps of the largest stack; empty where it has none, is too small, is not regular otherwise,
   * or lacks more than it has: then these are several stacks rather than one with gaps.
   */
  Optional<Gaps> gaps() {
    return stacks.stream()
        .max(Comparator.comparingInt(stack -> stack.positions().size()))
        .flatMap(stack -> gaps(stack.positions()));
  }

  private static Optional<Gaps> gaps(List<Double> unsorted) {
    var positions = distinct(unsorted);
    if (positions.length < FEWEST_POSITIONS) {
      return Optional.empty();
    }
    var step = step(positions);
    var missing = 0L;
    var firstGap = -1;
    for (var i = 1; i < positions.length; i++) {
      var steps = (positions[i] - positions[i - 1]) / step;
      var whole = Math.round(steps);
      if (Math.abs(steps - whole) > STEP_TOLERANCE) {
        return Optional.empty();
      }
      if (whole > 1 && firstGap < 0) {
        firstGap = i;
      }
      missing += whole - 1;
    }
    return missing == 0 || missing > positions.length
        ? Optional.empty()
        : Optional.of(
            new Gaps(
                (int) missing,
                positions.length,
                step,
                positions[firstGap - 1],
                positions[firstGap]));
  }

  private static double[] distinct(List<Double> unsorted) {
    var sorted = unsorted.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    var count = 0;
    for (var position : sorted) {
      if (count == 0 || position - sorted[count - 1] > SAME_POSITION_MM) {
        sorted[count++] = position;
      }
    }
    return Arrays.copyOf(sorted, count);
  }

  /** Mean of the distances that are about the smallest. */
  private static double step(double[] positions) {
    var smallest = Double.MAX_VALUE;
    for (var i = 1; i < positions.length; i++) {
      smallest = Math.min(smallest, positions[i] - positions[i - 1]);
    }
    var sum = 0.0;
    var count = 0;
    for (var i = 1; i < positions.length; i++) {
      var distance = positions[i] - positions[i - 1];
      if (distance <= smallest * (1 + STEP_TOLERANCE)) {
        sum += distance;
        count++;
      }
    }
    return sum / count;
  }
}
