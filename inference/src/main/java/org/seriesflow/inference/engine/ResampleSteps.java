package org.seriesflow.inference.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;
import org.seriesflow.imaging.operator.Bilinear;
import org.seriesflow.imaging.operator.GridSize;
import org.seriesflow.imaging.operator.IntensityMap;
import org.seriesflow.imaging.operator.Padding;
import org.seriesflow.imaging.operator.Trilinear;
import org.seriesflow.inference.operator.Resample;

/** Operator 5, linear. */
final class ResampleSteps {
  private ResampleSteps() {}

  static Map<String, Value> run(Resample resample, StepInputs in) {
    var source = in.value("image");
    return switch (resample) {
      case Resample.ToSpacing to -> {
        var size = new ArrayList<Integer>();
        for (int i = 0; i < to.spacingMm().size(); i++) {
          int n = size(source).get(i);
          size.add(GridSize.halfEven(n, spacing(source).get(i), to.spacingMm().get(i)));
        }
        yield Map.of("image", resized(source, size, resample, in));
      }
      case Resample.ToShape to -> Map.of("image", resized(source, to.shape(), resample, in));
      case Resample.Like like ->
          Map.of("image", resized(source, size(in.map("like")), resample, in));
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

  private static List<Integer> size(Value image) {
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
    boolean alignCorners = resample.sampling().alignCorners();
    var spacing = new ArrayList<Double>();
    for (int i = 0; i < size.size(); i++) {
      spacing.add(spacing(source).get(i) * size(source).get(i) / size.get(i));
    }
    return switch (source) {
      case Value.VolumeView view -> {
        var target = in.keep(Tensor.allocate(size.get(0), size.get(1), size.get(2)));
        Trilinear.cropAndResizeInto(
            target,
            view.volume(),
            view.region(),
            view.intensity(),
            alignCorners,
            in.run().threads());
        yield new Value.MapImage(target, spacing, Optional.empty());
      }
      case Value.MapImage map when map.rank() == 2 -> {
        var target = Bilinear.resize(map.tensor(), size.get(0), size.get(1), alignCorners);
        yield new Value.MapImage(in.keep(target), spacing, map.plane());
      }
      case Value.MapImage map -> resized3d(map, size, alignCorners, spacing, in);
      case Value other -> throw new IllegalStateException("not an image: " + other);
    };
  }

  private static Value.MapImage resized3d(
      Value.MapImage map,
      List<Integer> size,
      boolean alignCorners,
      List<Double> spacing,
      StepInputs in) {
    var from = new Shape(map.size()[0], map.size()[1], map.size()[2]);
    var to = new Shape(size.get(0), size.get(1), size.get(2));
    var target = in.keep(Tensor.allocate(map.channels(), to.z(), to.y(), to.x()));
    var geometry = VolumeGeometry.axisAligned(from, new Vector3(0, 0, 0), new Spacing(1, 1, 1));
    long bytes = from.voxels() * Float.BYTES;
    for (int c = 0; c < map.channels(); c++) {
      var voxels = map.tensor().data().asSlice(c * bytes, bytes);
      // The channel seen as a volume; its memory stays the tensor's.
      var channel = Volume.over(voxels, Arena.ofAuto(), geometry, VoxelType.FLOAT32, 1, 0);
      try (var one =
          Trilinear.cropAndResize(
              channel,
              VoxelBox.full(from),
              IntensityMap.IDENTITY,
              to,
              alignCorners,
              in.run().threads())) {
        long at = c * to.voxels() * Float.BYTES;
        MemorySegment.copy(one.data(), 0, target.data(), at, to.voxels() * Float.BYTES);
      }
    }
    return new Value.MapImage(target, spacing, Optional.empty());
  }

  static Padding centred(Value.MapImage map, List<Integer> atLeast) {
    return Padding.centred(map.size(), atLeast.stream().mapToInt(Integer::intValue).toArray());
  }
}
