package org.seriesflow.inference.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.operator.AxisVote;
import org.seriesflow.imaging.operator.Flips;
import org.seriesflow.imaging.operator.IntensityMap;
import org.seriesflow.imaging.operator.Padding;
import org.seriesflow.imaging.operator.Regions;
import org.seriesflow.imaging.operator.SliceAxis;
import org.seriesflow.imaging.operator.Trilinear;
import org.seriesflow.imaging.operator.VoxelWindow;
import org.seriesflow.inference.operator.Augment.Axis;
import org.seriesflow.inference.operator.Crop;

/** Operator 7. */
final class CropSteps {
  private CropSteps() {}

  static Map<String, Value> run(Crop crop, StepInputs in) {
    return switch (crop) {
      case Crop.ToBox to -> Map.of("image", cropped(to, in));
      case Crop.Pad pad -> padded(in.map("image"), pad.atLeast(), in);
      case Crop.Mirror mirror -> {
        var map = in.map("image");
        yield Map.of("image", map.with(in.keep(Flips.flip(map.tensor(), axes(mirror.axes())))));
      }
      case Crop.CubeMm cube -> cube(cube.edgeMm(), in);
      case Crop.PixelWindow window ->
          Map.of("images", WindowsAround.points(in.value("image"), window.size(), in));
      case Crop.KeypointScaled scaled ->
          Map.of("images", WindowsAround.points(in.map("image"), scaled.factor(), in));
      case Crop.NonZeroBox tight ->
          Map.of(
              "box",
              in.step().inputs().containsKey("image")
                  ? tightBox(in.volume("image"), in)
                  : tightBox(in.map("mask")));
      case Crop.Uncrop uncrop -> Map.of("image", uncropped(uncrop.outside(), in));
    };
  }

  /** Axes as tensors count them from the end. */
  static int[] axes(Set<Axis> axes) {
    return axes.stream()
        .mapToInt(
            axis ->
                switch (axis) {
                  case Z -> -3;
                  case Y -> -2;
                  case X -> -1;
                })
        .toArray();
  }

  private static Value cropped(Crop.ToBox to, StepInputs in) {
    return switch (in.value("image")) {
      case Value.VolumeView view -> {
        var box = ((Value.SpaceBox) in.value("box")).box();
        yield new Value.VolumeView(
            view.volume(),
            grown(box, to.marginVoxels(), view),
            view.intensity(),
            view.geometryEstimated());
      }
      case Value.MapImage map when map.rank() == 2 -> {
        var box = (Value.PlaneBox) in.value("box");
        int rows = to.marginVoxels().get(0);
        int columns = to.marginVoxels().get(1);
        int[] min = {Math.max(box.minRow() - rows, 0), Math.max(box.minColumn() - columns, 0)};
        int[] max = {
          Math.min(box.maxRow() + rows, map.size()[0]),
          Math.min(box.maxColumn() + columns, map.size()[1])
        };
        yield part(map, min, max, in);
      }
      case Value.MapImage map -> {
        var box = ((Value.SpaceBox) in.value("box")).box();
        var min = new int[3];
        var max = new int[3];
        for (int axis = 0; axis < 3; axis++) {
          int margin = to.marginVoxels().get(axis);
          min[axis] = Math.max(box.min(axis) - margin, 0);
          max[axis] = Math.min(box.max(axis) + margin, map.size()[axis]);
        }
        yield part(map, min, max, in);
      }
      case Value other -> throw new IllegalStateException("not an image: " + other);
    };
  }

  private static VoxelBox grown(VoxelBox box, List<Integer> margin, Value.VolumeView view) {
    var region = view.region();
    var min = new int[3];
    var max = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      // The box counts from the corner of the view.
      min[axis] = Math.max(region.min(axis) + box.min(axis) - margin.get(axis), region.min(axis));
      max[axis] = Math.min(region.min(axis) + box.max(axis) + margin.get(axis), region.max(axis));
    }
    return new VoxelBox(min[0], min[1], min[2], max[0], max[1], max[2]);
  }

  private static Value part(Value.MapImage map, int[] min, int[] max, StepInputs in) {
    int lead = map.tensor().rank() - map.rank();
    var from = new int[map.tensor().rank()];
    var size = map.tensor().shape();
    for (int i = 0; i < min.length; i++) {
      from[lead + i] = min[i];
      size[lead + i] = max[i] - min[i];
    }
    return map.with(in.keep(Regions.crop(map.tensor(), from, size)));
  }

  /** Zeros around a map; outputs {@code image} and {@code inner}. */
  static Map<String, Value> padded(Value.MapImage map, List<Integer> atLeast, StepInputs in) {
    var padding = ResampleSteps.centred(map, atLeast);
    var low = padding.low();
    var size = map.size();
    Value inner =
        size.length == 2
            ? new Value.PlaneBox(low[0], low[1], low[0] + size[0], low[1] + size[1], map.plane())
            : new Value.SpaceBox(
                new VoxelBox(
                    low[0], low[1], low[2], low[0] + size[0], low[1] + size[1], low[2] + size[2]));
    return Map.of("image", map.with(in.keep(padding.apply(map.tensor(), 0))), "inner", inner);
  }

  /** The box counts from the corner of the view. */
  private static Value tightBox(Value.VolumeView view, StepInputs in) {
    boolean whole = view.region().equals(VoxelBox.full(view.volume().shape()));
    if (whole && view.intensity().equals(IntensityMap.IDENTITY)) {
      return nonZero(view.volume());
    }
    int threads = in.run().threads();
    try (var values =
        Trilinear.cropAndResize(
            view.volume(), view.region(), view.intensity(), view.shape(), true, threads)) {
      return nonZero(Arrays3d.volume(values, view.shape()));
    }
  }

  private static Value nonZero(Volume volume) {
    return org.seriesflow.imaging.operator.Crop.nonZero(volume)
        .<Value>map(Value.SpaceBox::new)
        .orElseGet(Value.Absent::new);
  }

  /** A map in its place in a larger one; leading axes stay. */
  private static Value uncropped(double outside, StepInputs in) {
    var map = in.map("image");
    var box = ((Value.SpaceBox) in.value("box")).box();
    var size = ResampleSteps.size(in.value("like"));
    var low = new int[3];
    var high = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      if (map.size()[axis] != box.max(axis) - box.min(axis) || box.max(axis) > size.get(axis)) {
        throw new IllegalStateException(
            in.step().id() + ": " + map.tensor() + " is not the content of " + box + " in " + size);
      }
      low[axis] = box.min(axis);
      high[axis] = size.get(axis) - box.max(axis);
    }
    return map.with(in.keep(new Padding(low, high).apply(map.tensor(), (float) outside)));
  }

  private static Value tightBox(Value.MapImage mask) {
    if (mask.rank() == 3) {
      return nonZero(Arrays3d.channel(mask, 0));
    }
    // The votes of a plane come as rows, then columns; which axis they are of does not matter here.
    var votes = AxisVote.ofMask(mask.tensor(), mask.plane().orElse(SliceAxis.Z));
    return votes.isEmpty()
        ? new Value.Absent()
        : new Value.PlaneBox(
            votes.get(0).min(),
            votes.get(1).min(),
            votes.get(0).max(),
            votes.get(1).max(),
            mask.plane());
  }

  /**
   * A cube around a box's centre; the box that comes with it counts from the corner of the view.
   */
  private static Map<String, Value> cube(double edgeMm, StepInputs in) {
    var view = in.volume("image");
    var box = ((Value.SpaceBox) in.value("box")).box();
    var geometry = view.volume().geometry().crop(view.region());
    var centre =
        geometry.toLps(
            (box.minZ() + box.maxZ() - 1) / 2.0,
            (box.minY() + box.maxY() - 1) / 2.0,
            (box.minX() + box.maxX() - 1) / 2.0);
    var window = VoxelWindow.cubeMm(geometry, centre, edgeMm);
    var size = window.shape();
    var inside =
        new VoxelBox(
                Math.max(window.z(), 0),
                Math.max(window.y(), 0),
                Math.max(window.x(), 0),
                window.z() + size.z(),
                window.y() + size.y(),
                window.x() + size.x())
            .clip(view.shape());
    var region = grown(inside, List.of(0, 0, 0), view);
    var image =
        new Value.VolumeView(view.volume(), region, view.intensity(), view.geometryEstimated());
    return Map.of("image", image, "box", new Value.SpaceBox(inside));
  }
}
