package org.seriesflow.inference.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.operator.IntensityMap;
import org.seriesflow.imaging.operator.Moments;
import org.seriesflow.imaging.operator.Regions;
import org.seriesflow.imaging.operator.SliceAxis;
import org.seriesflow.imaging.operator.SliceSelection;
import org.seriesflow.imaging.operator.Slices;
import org.seriesflow.inference.operator.SelectSlices;
import org.seriesflow.inference.operator.SelectSlices.Normal;

/** Operator 6. */
final class SliceSteps {
  private SliceSteps() {}

  static Map<String, Value> run(SelectSlices select, StepInputs in) {
    if (select instanceof SelectSlices.FoldToChannels fold) {
      return Map.of("maps", folded(fold.channels(), (Value.Planes) in.value("slices"), in));
    }
    var view = in.volume("volume");
    if (select instanceof SelectSlices.Adjacent adjacent) {
      return Map.of("slices", adjacent(adjacent, view, in));
    }
    var planes =
        switch (select) {
          case SelectSlices.Fractions f -> fractions(f, view, in);
          case SelectSlices.Middle m -> {
            int n = view.shape().length(axis(m.axis()).axis());
            yield List.of(plane(view, axis(m.axis()), SliceSelection.middle(n), in));
          }
          case SelectSlices.EvenlySpaced e -> {
            int n = view.shape().length(axis(e.axis()).axis());
            yield Arrays.stream(SliceSelection.even(n, e.count()))
                .mapToObj(index -> plane(view, axis(e.axis()), index, in))
                .toList();
          }
          case SelectSlices.OffsetMm offset -> offset(offset, view, in);
          case SelectSlices.Projection p ->
              p.axes().stream().map(normal -> projected(view, axis(normal), in)).toList();
          case SelectSlices.FoldToChannels fold ->
              throw new IllegalStateException(fold.words() + " takes slices");
          case SelectSlices.Adjacent adjacent ->
              throw new IllegalStateException(adjacent.words() + " gives maps");
        };
    return Map.of("slices", new Value.Planes(planes));
  }

  private static List<Value.MapImage> fractions(
      SelectSlices.Fractions select, Value.VolumeView view, StepInputs in) {
    var planes = new ArrayList<Value.MapImage>();
    for (var normal : select.axes()) {
      int n = view.shape().length(axis(normal).axis());
      for (int index : indices(select, n)) {
        var plane = plane(view, axis(normal), index, in);
        if (!select.skipAllZero() || !isZero(plane.tensor())) {
          planes.add(plane);
        }
      }
    }
    return planes;
  }

  private static List<Value.MapImage> offset(
      SelectSlices.OffsetMm select, Value.VolumeView view, StepInputs in) {
    var axis = axis(select.axis());
    int n = view.shape().length(axis.axis());
    double spacingMm = view.volume().geometry().spacingMm().mm(axis.axis());
    var offsetsMm = select.offsetsMm().stream().mapToDouble(Double::doubleValue).toArray();
    var planes = new ArrayList<Value.MapImage>();
    for (var point : in.points("points")) {
      int centre = WindowsAround.nearest(point).get(axis.axis());
      for (int index : SliceSelection.offsetsMm(n, centre, spacingMm, offsetsMm)) {
        planes.add(plane(view, axis, index, in));
      }
    }
    return planes;
  }

  private static Value adjacent(
      SelectSlices.Adjacent select, Value.VolumeView view, StepInputs in) {
    var axis = axis(select.axis());
    int n = view.shape().length(axis.axis());
    var planes = new ArrayList<Value.MapImage>();
    for (int index = 0; index < n; index++) {
      planes.add(plane(view, axis, index, in));
    }
    var groups = new ArrayList<Value.MapImage>();
    for (int index = 0; index < n; index++) {
      for (int neighbour : SliceSelection.adjacent(n, index, select.count())) {
        groups.add(planes.get(neighbour));
      }
    }
    return folded(select.count(), new Value.Planes(groups), in);
  }

  private static int[] indices(SelectSlices.Fractions select, int n) {
    if (select.distinct()) {
      var fractions = select.fractions().stream().mapToDouble(Double::doubleValue).toArray();
      return SliceSelection.fractions(n, fractions);
    }
    return select.fractions().stream()
        .flatMapToInt(fraction -> IntStream.of(SliceSelection.fractions(n, fraction)))
        .toArray();
  }

  private static boolean isZero(Tensor tensor) {
    var moments = Moments.of(tensor);
    return moments.min() == 0 && moments.max() == 0;
  }

  private static Value.MapImage plane(
      Value.VolumeView view, SliceAxis axis, int index, StepInputs in) {
    int at = view.region().min(axis.axis()) + index;
    return part(view, axis, in.keep(Slices.extract(view.volume(), axis, at)), in);
  }

  private static Value.MapImage projected(Value.VolumeView view, SliceAxis axis, StepInputs in) {
    int first = view.region().min(axis.axis());
    int end = view.region().max(axis.axis());
    var seen = Slices.project(view.volume(), axis, first, end, Slices.Projection.MAXIMUM);
    return part(view, axis, in.keep(seen), in);
  }

  private static Value folded(int channels, Value.Planes slices, StepInputs in) {
    var planes = slices.planes();
    if (planes.size() % channels != 0) {
      throw new IllegalStateException(
          in.step().id() + ": " + planes.size() + " slices do not fill groups of " + channels);
    }
    var maps = new ArrayList<Value>();
    for (int from = 0; from < planes.size(); from += channels) {
      var first = planes.get(from);
      var size = first.size();
      var target = in.keep(Tensor.allocate(channels, size[0], size[1]));
      for (int c = 0; c < channels; c++) {
        var source = planes.get(from + c).tensor().reshaped(1, size[0], size[1]);
        int[] to = {c, 0, 0};
        Regions.copy(source, new int[3], target, to, new int[] {1, size[0], size[1]});
      }
      maps.add(first.with(target));
    }
    return new Value.Items(maps);
  }

  /** What of a whole plane lies in the region, with the region's intensities. */
  private static Value.MapImage part(
      Value.VolumeView view, SliceAxis axis, Tensor whole, StepInputs in) {
    var region = view.region();
    int rows = view.shape().length(axis.rowAxis());
    int columns = view.shape().length(axis.columnAxis());
    var slice = whole;
    if (rows != whole.length(0) || columns != whole.length(1)) {
      int[] from = {region.min(axis.rowAxis()), region.min(axis.columnAxis())};
      slice = in.keep(Regions.crop(whole, from, new int[] {rows, columns}));
    }
    if (!view.intensity().equals(IntensityMap.IDENTITY)) {
      view.intensity().applyTo(slice);
    }
    var mm = view.volume().geometry().spacingMm();
    var spacing = List.of(mm.mm(axis.rowAxis()), mm.mm(axis.columnAxis()));
    return new Value.MapImage(slice, spacing, Optional.of(axis));
  }

  private static SliceAxis axis(Normal normal) {
    return switch (normal) {
      case Z -> SliceAxis.Z;
      case Y -> SliceAxis.Y;
      case X -> SliceAxis.X;
    };
  }
}
