package org.seriesflow.inference.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.operator.Regions;
import org.seriesflow.imaging.operator.Trilinear;
import org.seriesflow.inference.Output.ScoredPoint;

/** Windows of one size around points; what is outside the image is 0. */
final class WindowsAround {
  private WindowsAround() {}

  /** The voxel nearest to a point, [z,y,x]; half-way the later one. */
  static List<Integer> nearest(ScoredPoint point) {
    return List.of(
        Math.toIntExact(Math.round(point.z())),
        Math.toIntExact(Math.round(point.y())),
        Math.toIntExact(Math.round(point.x())));
  }

  /** A map of {@code size} around each point. */
  static Value points(Value image, List<Integer> size, StepInputs in) {
    var maps = new ArrayList<Value>();
    for (var point : in.points("points")) {
      var at = nearest(point).subList(3 - size.size(), 3);
      var from = new int[size.size()];
      for (int i = 0; i < from.length; i++) {
        from[i] = at.get(i) - size.get(i) / 2;
      }
      maps.add(
          switch (image) {
            case Value.MapImage map -> window(map, from, size, in);
            case Value.VolumeView view -> window(view, from, size, in);
            case Value other -> throw new IllegalStateException("not an image: " + other);
          });
    }
    return new Value.Items(maps);
  }

  /** The same, with an edge of {@code factor} times the mean distance from point to point. */
  static Value points(Value.MapImage map, double factor, StepInputs in) {
    var points = in.points("points");
    if (points.size() < 2) {
      throw new IllegalStateException(
          in.step().id() + ": a distance needs two points, but there are " + points.size());
    }
    double sumMm = 0;
    for (int i = 1; i < points.size(); i++) {
      sumMm += distanceMm(points.get(i - 1), points.get(i), map.spacingMm());
    }
    double edgeMm = factor * sumMm / (points.size() - 1);
    var size =
        map.spacingMm().stream().map(mm -> Math.max(1, (int) Math.rint(edgeMm / mm))).toList();
    return points(map, size, in);
  }

  /** In a plane, the distance within it. */
  private static double distanceMm(ScoredPoint a, ScoredPoint b, List<Double> spacingMm) {
    var steps = List.of(a.z() - b.z(), a.y() - b.y(), a.x() - b.x());
    int rank = spacingMm.size();
    double squares = 0;
    for (int i = 0; i < rank; i++) {
      double mm = steps.get(3 - rank + i) * spacingMm.get(i);
      squares += mm * mm;
    }
    return Math.sqrt(squares);
  }

  private static Value window(Value.MapImage map, int[] from, List<Integer> size, StepInputs in) {
    int lead = map.tensor().rank() - map.rank();
    var shape = map.tensor().shape();
    var source = new int[shape.length];
    var target = new int[shape.length];
    var part = map.tensor().shape();
    boolean inside = true;
    for (int i = 0; i < from.length; i++) {
      int n = shape[lead + i];
      int low = Math.max(from[i], 0);
      int high = Math.min(from[i] + size.get(i), n);
      inside &= low < high;
      shape[lead + i] = size.get(i);
      source[lead + i] = low;
      target[lead + i] = low - from[i];
      part[lead + i] = high - low;
    }
    var cut = in.keep(Tensor.allocate(shape));
    if (inside) {
      Regions.copy(map.tensor(), source, cut, target, part);
    }
    return map.with(cut);
  }

  private static Value window(
      Value.VolumeView view, int[] from, List<Integer> size, StepInputs in) {
    var region = view.region();
    var min = new int[3];
    var max = new int[3];
    var offset = new int[3];
    boolean inside = true;
    for (int axis = 0; axis < 3; axis++) {
      int first = region.min(axis) + from[axis];
      min[axis] = Math.max(first, region.min(axis));
      max[axis] = Math.min(first + size.get(axis), region.max(axis));
      offset[axis] = min[axis] - first;
      inside &= min[axis] < max[axis];
    }
    var cut = in.keep(Tensor.allocate(size.get(0), size.get(1), size.get(2)));
    if (inside) {
      var box = new VoxelBox(min[0], min[1], min[2], max[0], max[1], max[2]);
      var shape = box.shape();
      try (var values = Tensor.allocate(shape.z(), shape.y(), shape.x())) {
        Trilinear.cropAndResizeInto(
            values, view.volume(), box, view.intensity(), true, in.run().threads());
        Regions.copy(values, new int[3], cut, offset, values.shape());
      }
    }
    var mm = view.volume().geometry().spacingMm();
    return new Value.MapImage(cut, List.of(mm.zMm(), mm.yMm(), mm.xMm()), Optional.empty());
  }
}
