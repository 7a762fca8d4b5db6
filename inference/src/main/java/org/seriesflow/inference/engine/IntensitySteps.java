package org.seriesflow.inference.engine;

import java.util.Map;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.operator.Flips;
import org.seriesflow.imaging.operator.IntensityMap;
import org.seriesflow.imaging.operator.IntensityMap.Epsilon;
import org.seriesflow.imaging.operator.Moments;
import org.seriesflow.imaging.operator.Trilinear;
import org.seriesflow.inference.operator.Intensity;

/** Operator 4. */
final class IntensitySteps {
  /** Everything becomes exactly 0: where all values are equal, rounding would be amplified. */
  private static final IntensityMap ZERO = new IntensityMap(0, 0, 0, 1);

  private IntensitySteps() {}

  static Map<String, Value> run(Intensity.Executable intensity, StepInputs in) {
    return switch (in.value("image")) {
      case Value.VolumeView view -> Map.of("image", mapped(intensity, view, in.run().threads()));
      case Value.MapImage map -> {
        var copy = in.keep(Flips.flip(map.tensor()));
        scheme(intensity, () -> Moments.of(copy)).applyTo(copy);
        yield Map.of("image", map.with(copy));
      }
      case Value other -> throw new IllegalStateException("not an image: " + other);
    };
  }

  /** Where the numbers of a scheme come from, asked only by schemes that need them. */
  private interface Statistics {
    Moments moments();
  }

  private static IntensityMap scheme(Intensity.Executable intensity, Statistics statistics) {
    return switch (intensity) {
      case Intensity.ZScore z -> {
        var moments = statistics.moments();
        yield moments.min() == moments.max()
            ? ZERO
            : IntensityMap.zScore(moments, z.ddof(), z.floor(), Epsilon.FLOOR);
      }
      case Intensity.MinMax m -> {
        var moments = statistics.moments();
        yield moments.min() == moments.max()
            ? ZERO
            : IntensityMap.minMax(moments, m.floor(), Epsilon.FLOOR);
      }
      case Intensity.Window w -> IntensityMap.window(w.low(), w.high());
      case Intensity.Scale s ->
          IntensityMap.IDENTITY.then(-s.offset() / s.factor(), 1 / s.factor());
      case Intensity.CtScheme ct ->
          IntensityMap.stored(ct.low(), ct.high(), ct.mean(), ct.std(), ct.floor());
    };
  }

  private static Value.VolumeView mapped(
      Intensity.Executable intensity, Value.VolumeView view, int threads) {
    var next = scheme(intensity, () -> moments(intensity, view, threads));
    var map = next.equals(ZERO) ? ZERO : composed(view.intensity(), next);
    return new Value.VolumeView(view.volume(), view.region(), map, view.geometryEstimated());
  }

  private static Moments moments(
      Intensity.Executable intensity, Value.VolumeView view, int threads) {
    boolean masked = intensity instanceof Intensity.ZScore z && z.masked();
    if (view.intensity().equals(IntensityMap.IDENTITY)) {
      return masked
          ? Moments.ofNonZero(view.volume(), view.region())
          : Moments.of(view.volume(), view.region());
    }
    if (masked) {
      throw new IllegalStateException("a masked z-score must be the first intensity step");
    }
    try (Tensor values =
        Trilinear.cropAndResize(
            view.volume(), view.region(), view.intensity(), view.shape(), true, threads)) {
      return Moments.of(values);
    }
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
