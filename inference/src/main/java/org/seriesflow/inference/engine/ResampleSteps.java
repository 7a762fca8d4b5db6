package org.seriesflow.inference.engine;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.operator.AntialiasedResize;
import org.seriesflow.imaging.operator.Bilinear;
import org.seriesflow.imaging.operator.GridSize;
import org.seriesflow.imaging.operator.IntensityMap;
import org.seriesflow.imaging.operator.Padding;
import org.seriesflow.imaging.operator.SliceAxis;
import org.seriesflow.imaging.operator.SplineResample;
import org.seriesflow.imaging.operator.Trilinear;
import org.seriesflow.inference.operator.Resample;
import org.seriesflow.inference.operator.Resample.Interpolation;

/** Operator 5. */
final class ResampleSteps {
  private ResampleSteps() {}

  static Map<String, Value> run(Resample resample, StepInputs in) {
    var source = in.value("image");
    return switch (resample) {
      case Resample.ToSpacing to -> {
        var size = new ArrayList<Integer>();
        var targetMm = new ArrayList<Double>();
        for (int i = 0; i < to.spacingMm().size(); i++) {
          double present = spacing(source).get(i);
          double target = to.spacingMm().get(i).orElse(present);
          size.add(GridSize.halfEven(size(source).get(i), present, target));
          targetMm.add(target);
        }
        // A spacing that was asked for says which axis is coarse, not what rounding makes of it.
        yield Map.of("image", resized(source, size, targetMm, resample, in));
      }
      case Resample.ToShape to -> Map.of("image", resized(source, to.shape(), resample, in));
      case Resample.Like like ->
          Map.of(
              "image",
              resized(source, size(in.value("like")), spacing(in.value("like")), resample, in));
      case Resample.FitAndPad fit -> fitted(source, fit, in);
    };
  }

  private static Map<String, Value> fitted(Value source, Resample.FitAndPad fit, StepInputs in) {
    double scale = Double.POSITIVE_INFINITY;
    for (int i = 0; i < fit.shape().size(); i++) {
      scale = Math.min(scale, (double) fit.shape().get(i) / size(source).get(i));
    }
    var size = new ArrayList<Integer>();
    for (int i = 0; i < fit.shape().size(); i++) {
      int scaled = (int) Math.rint(size(source).get(i) * scale);
      size.add(Math.clamp(scaled, 1, fit.shape().get(i)));
    }
    return CropSteps.padded(resized(source, size, fit, in), fit.shape(), in);
  }

  static List<Integer> size(Value image) {
    return switch (image) {
      case Value.VolumeView view -> List.of(view.shape().z(), view.shape().y(), view.shape().x());
      case Value.MapImage map -> Arrays.stream(map.size()).boxed().toList();
      case Value other -> throw new IllegalStateException("not an image: " + other);
    };
  }

  private static List<Double> spacing(Value image) {
    return switch (image) {
      case Value.VolumeView view -> {
        Spacing mm = view.volume().geometry().spacingMm();
        yield List.of(mm.zMm(), mm.yMm(), mm.xMm());
      }
      case Value.MapImage map -> map.spacingMm();
      case Value other -> throw new IllegalStateException("not an image: " + other);
    };
  }

  private static Value.MapImage resized(
      Value source, List<Integer> size, Resample resample, StepInputs in) {
    return resized(source, size, spacing(source, size), resample, in);
  }

  /** Spacing after resizing: outer edges stay. */
  private static List<Double> spacing(Value source, List<Integer> size) {
    var spacing = new ArrayList<Double>();
    for (int i = 0; i < size.size(); i++) {
      spacing.add(spacing(source).get(i) * size(source).get(i) / size.get(i));
    }
    return spacing;
  }

  private static Value.MapImage resized(
      Value source, List<Integer> size, List<Double> targetMm, Resample resample, StepInputs in) {
    var tensor =
        switch (source) {
          case Value.VolumeView view -> volume(view, size, targetMm, resample, in);
          case Value.MapImage map -> map(map, size, targetMm, resample, in);
          case Value other -> throw new IllegalStateException("not an image: " + other);
        };
    var plane = source instanceof Value.MapImage map ? map.plane() : Optional.<SliceAxis>empty();
    return new Value.MapImage(in.keep(tensor), targetMm, plane);
  }

  private static Tensor volume(
      Value.VolumeView view,
      List<Integer> size,
      List<Double> targetMm,
      Resample resample,
      StepInputs in) {
    boolean alignCorners = resample.sampling().alignCorners();
    var target = Tensor.allocate(size.get(0), size.get(1), size.get(2));
    if (resample.sampling().interpolation() != Interpolation.LINEAR) {
      var shape = view.shape();
      try (var values =
          Trilinear.cropAndResize(
              view.volume(), view.region(), view.intensity(), shape, true, in.run().threads())) {
        var coarse = coarse(view, targetMm, resample);
        channel(Arrays3d.volume(values, shape), target.data(), size, coarse, resample, in);
      }
      return target;
    }
    Trilinear.cropAndResizeInto(
        target, view.volume(), view.region(), view.intensity(), alignCorners, in.run().threads());
    return target;
  }

  private static Tensor map(
      Value.MapImage map,
      List<Integer> size,
      List<Double> targetMm,
      Resample resample,
      StepInputs in) {
    var sampling = resample.sampling();
    boolean plane = map.rank() == 2;
    if (plane && sampling.interpolation() == Interpolation.LINEAR) {
      return sampling.antialias()
          ? AntialiasedResize.resize(map.tensor(), size.get(0), size.get(1))
          : Bilinear.resize(map.tensor(), size.get(0), size.get(1), sampling.alignCorners());
    }
    var to = plane ? List.of(1, size.get(0), size.get(1)) : size;
    long voxels = new Shape(to.get(0), to.get(1), to.get(2)).voxels();
    var shape = map.tensor().shape();
    for (int i = 0; i < size.size(); i++) {
      shape[shape.length - size.size() + i] = size.get(i);
    }
    var target = Tensor.allocate(shape);
    for (int c = 0; c < map.channels(); c++) {
      var channel = Arrays3d.channel(map, c);
      var part = target.data().asSlice(c * voxels * Float.BYTES, voxels * Float.BYTES);
      var coarse = plane ? Optional.<SliceAxis>empty() : coarse(map, targetMm, resample);
      channel(channel, part, to, coarse, resample, in);
    }
    return target;
  }

  /** One channel; slices along {@code coarse} are kept apart. */
  private static void channel(
      Volume channel,
      MemorySegment target,
      List<Integer> size,
      Optional<SliceAxis> coarse,
      Resample resample,
      StepInputs in) {
    boolean alignCorners = resample.sampling().alignCorners();
    switch (resample.sampling().interpolation()) {
      case NEAREST -> nearest(channel, target, size, alignCorners);
      case LINEAR -> linear(channel, target, size, alignCorners, in.run().threads());
      case LINEAR_SEPARATE_Z -> linear(channel, target, size, coarse, in.run().threads());
      case CUBIC, CUBIC_SEPARATE_Z -> cubic(channel, target, size, coarse);
    }
  }

  /** Linear within slices, the nearest slice across them. */
  private static void linear(
      Volume channel,
      MemorySegment target,
      List<Integer> size,
      Optional<SliceAxis> coarse,
      int threads) {
    var within = new ArrayList<>(size);
    coarse.ifPresent(axis -> within.set(axis.axis(), channel.shape().length(axis.axis())));
    if (within.equals(size)) {
      linear(channel, target, size, false, threads);
      return;
    }
    var shape = new Shape(within.get(0), within.get(1), within.get(2));
    try (var slices = Tensor.allocate(shape.z(), shape.y(), shape.x())) {
      linear(channel, slices.data(), within, false, threads);
      nearest(Arrays3d.volume(slices, shape), target, size, false);
    }
  }

  private static void linear(
      Volume channel, MemorySegment target, List<Integer> size, boolean alignCorners, int threads) {
    var to = new Shape(size.get(0), size.get(1), size.get(2));
    var whole = VoxelBox.full(channel.shape());
    try (var values =
        Trilinear.cropAndResize(channel, whole, IntensityMap.IDENTITY, to, alignCorners, threads)) {
      target.copyFrom(values.data());
    }
  }

  private static void nearest(
      Volume channel, MemorySegment target, List<Integer> size, boolean alignCorners) {
    var to = new Shape(size.get(0), size.get(1), size.get(2));
    try (var values = org.seriesflow.imaging.operator.Resample.nearest(channel, to, alignCorners)) {
      target.copyFrom(values.voxels());
    }
  }

  /** The axis whose slices a spline keeps apart. */
  private static Optional<SliceAxis> coarse(Value image, List<Double> targetMm, Resample resample) {
    if (!resample.sampling().interpolation().keepsSlicesApart()) {
      return Optional.empty();
    }
    var present = spacing(image);
    return SplineResample.separateAxis(
        new Spacing(present.get(0), present.get(1), present.get(2)),
        new Spacing(targetMm.get(0), targetMm.get(1), targetMm.get(2)),
        resample.sampling().anisotropyAbove().orElseThrow());
  }

  private static void cubic(
      Volume channel, MemorySegment target, List<Integer> size, Optional<SliceAxis> coarse) {
    var to = new Shape(size.get(0), size.get(1), size.get(2));
    try (var values =
        coarse.isPresent()
            ? SplineResample.cubicInSlices(channel, to, coarse.get())
            : SplineResample.cubic(channel, to)) {
      target.copyFrom(values.voxels());
    }
  }

  static Padding centred(Value.MapImage map, List<Integer> atLeast) {
    return Padding.centred(map.size(), atLeast.stream().mapToInt(Integer::intValue).toArray());
  }
}
