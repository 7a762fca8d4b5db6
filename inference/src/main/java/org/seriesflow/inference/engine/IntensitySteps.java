package org.seriesflow.inference.engine;

import java.util.Map;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.operator.Flips;
import org.seriesflow.imaging.operator.Foreground;
import org.seriesflow.imaging.operator.IntensityMap;
import org.seriesflow.imaging.operator.IntensityMap.Epsilon;
import org.seriesflow.imaging.operator.Moments;
import org.seriesflow.imaging.operator.Percentiles;
import org.seriesflow.imaging.operator.Trilinear;
import org.seriesflow.inference.operator.Intensity;

/** Operator 4. */
final class IntensitySteps {
  /** Everything becomes exactly 0: where all values are equal, rounding would be amplified. */
  private static final IntensityMap ZERO = new IntensityMap(0, 0, 0, 1);

  private IntensitySteps() {}

  static Map<String, Value> run(Intensity intensity, StepInputs in) {
    if (intensity instanceof Intensity.ForegroundZScore score) {
      return Map.of("image", foreground(score, in));
    }
    return switch (in.value("image")) {
      case Value.VolumeView view -> Map.of("image", mapped(intensity, view, in.run().threads()));
      case Value.MapImage map -> {
        var copy = in.keep(Flips.flip(map.tensor()));
        var volume = Arrays3d.volume(copy, new Shape(1, 1, Math.toIntExact(copy.elements())));
        var box = VoxelBox.full(volume.shape());
        scheme(intensity, new OfVolume(volume, box, isMasked(intensity))).applyTo(copy);
        yield Map.of("image", map.with(copy));
      }
      case Value other -> throw new IllegalStateException("not an image: " + other);
    };
  }

  private static Value foreground(Intensity.ForegroundZScore score, StepInputs in) {
    var map =
        switch (in.value("image")) {
          case Value.VolumeView view -> Arrays3d.map(view, in);
          case Value.MapImage image -> image.with(in.keep(Flips.flip(image.tensor())));
          case Value other -> throw new IllegalStateException("not an image: " + other);
        };
    var space = map.tensor().reshaped(map.size());
    Foreground.of(space).zScore(space, score.ddof(), score.floor());
    return map;
  }

  /** Where the numbers of a scheme come from, asked only by schemes that need them. */
  private interface Statistics {
    Moments moments();

    /** Percentiles in 0..100. */
    double[] percentiles(double low, double high);
  }

  /** Statistics of the values in a box. */
  private record OfVolume(Volume volume, VoxelBox box, boolean masked) implements Statistics {
    @Override
    public Moments moments() {
      return masked ? Moments.ofNonZero(volume, box) : Moments.of(volume, box);
    }

    @Override
    public double[] percentiles(double low, double high) {
      return Percentiles.of(volume, box, low, high);
    }
  }

  private static IntensityMap scheme(Intensity intensity, Statistics statistics) {
    return switch (intensity) {
      case Intensity.ZScore z -> {
        var moments = statistics.moments();
        yield moments.min() == moments.max()
            ? ZERO
            : IntensityMap.zScore(moments, z.ddof(), z.floor(), Epsilon.FLOOR);
      }
      case Intensity.ForegroundZScore score ->
          throw new IllegalStateException("differs from voxel to voxel: " + score);
      case Intensity.MinMax m -> {
        var moments = statistics.moments();
        yield moments.min() == moments.max()
            ? ZERO
            : IntensityMap.minMax(moments, m.floor(), Epsilon.FLOOR);
      }
      case Intensity.Percentile p -> {
        var bounds = statistics.percentiles(p.low(), p.high());
        yield IntensityMap.clip(bounds[0], bounds[1])
            .then(bounds[0], Math.max(bounds[1] - bounds[0], p.floor()));
      }
      case Intensity.Window w -> IntensityMap.window(w.low(), w.high());
      case Intensity.Scale s ->
          IntensityMap.IDENTITY.then(-s.offset() / s.factor(), 1 / s.factor());
      case Intensity.CtScheme ct ->
          IntensityMap.stored(ct.low(), ct.high(), ct.mean(), ct.std(), ct.floor());
    };
  }

  private static boolean isMasked(Intensity intensity) {
    return intensity instanceof Intensity.ZScore z && z.masked();
  }

  private static Value.VolumeView mapped(Intensity intensity, Value.VolumeView view, int threads) {
    IntensityMap next;
    if (view.intensity().equals(IntensityMap.IDENTITY)) {
      next = scheme(intensity, new OfVolume(view.volume(), view.region(), isMasked(intensity)));
    } else {
      try (Tensor values =
          Trilinear.cropAndResize(
              view.volume(), view.region(), view.intensity(), view.shape(), true, threads)) {
        var volume = Arrays3d.volume(values, view.shape());
        var box = VoxelBox.full(volume.shape());
        next = scheme(intensity, new OfVolume(volume, box, isMasked(intensity)));
      }
    }
    var map = next.equals(ZERO) ? ZERO : composed(view.intensity(), next);
    return new Value.VolumeView(view.volume(), view.region(), map, view.geometryEstimated());
  }

  /** First one map, then the other; both clip, then shift, then scale by a factor above 0. */
  static IntensityMap composed(IntensityMap first, IntensityMap next) {
    double low = next.low() / first.scale() + first.shift();
    double high = next.high() / first.scale() + first.shift();
    return new IntensityMap(
        Math.clamp(low, first.low(), first.high()),
        Math.clamp(high, first.low(), first.high()),
        first.shift() + next.shift() / first.scale(),
        first.scale() * next.scale());
  }
}
