package org.seriesflow.inference.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.operator.IntensityMap;
import org.seriesflow.imaging.operator.SliceAxis;
import org.seriesflow.inference.Output;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.manifest.LabelSet;

/** What flows between two steps while a pipeline runs. */
sealed interface Value {

  /**
   * A part of a volume with mapped intensities. Crop and intensity steps only change this
   * description; voxels are read once, by the step that needs an array.
   *
   * @param region the part, in voxels of the volume
   * @param intensity what happens to the real value of a voxel when it is read
   * @param geometryEstimated whether the volume's geometry was guessed
   */
  record VolumeView(
      Volume volume, VoxelBox region, IntensityMap intensity, boolean geometryEstimated)
      implements Value {

    Shape shape() {
      return region.shape();
    }
  }

  /** Planes of a volume. */
  record Planes(List<MapImage> planes) implements Value {
    public Planes {
      planes = List.copyOf(planes);
    }
  }

  /**
   * A float32 array of one channel, [(z,) y, x], or of several, [channel, (z,) y, x].
   *
   * @param spacingMm one a spatial axis, last axis last
   * @param plane the normal of a plane of a volume
   */
  record MapImage(Tensor tensor, List<Double> spacingMm, Optional<SliceAxis> plane)
      implements Value {
    public MapImage {
      spacingMm = List.copyOf(spacingMm);
    }

    int rank() {
      return spacingMm.size();
    }

    int channels() {
      return tensor.rank() == rank() ? 1 : tensor.length(0);
    }

    /** Spatial size. */
    int[] size() {
      var size = new int[rank()];
      for (int i = 0; i < size.length; i++) {
        size[i] = tensor.length(i - size.length);
      }
      return size;
    }

    MapImage with(Tensor other) {
      return new MapImage(other, spacingMm, plane);
    }
  }

  /** A box in a plane: rows are the first of the two axes that the plane keeps. */
  record PlaneBox(int minRow, int minColumn, int maxRow, int maxColumn, Optional<SliceAxis> plane)
      implements Value {}

  /** A box in the volume that entered. */
  record SpaceBox(VoxelBox box) implements Value {}

  /** Points in the voxels of the image they belong to, counted from its corner. */
  record Points(List<Output.ScoredPoint> points) implements Value {
    public Points {
      points = List.copyOf(points);
    }
  }

  /** The series of an examination by name. */
  record Study(Map<String, VolumeView> series) implements Value {
    public Study {
      series = Map.copyOf(series);
    }
  }

  /** One number a label. */
  record Scores(LabelSet labels, Content content, List<Double> values) implements Value {
    public Scores {
      values = List.copyOf(values);
    }

    double[] array() {
      return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static Scores of(LabelSet labels, Content content, double[] values) {
      return new Scores(labels, content, Arrays.stream(values).boxed().toList());
    }
  }

  /**
   * A list. What is missing keeps its place, so that lists from the same rounds stay side by side.
   */
  record Items(List<Value> values) implements Value {
    public Items {
      values = List.copyOf(values);
    }

    /** The elements that are there. */
    List<Value> present() {
      return values.stream().filter(value -> !(value instanceof Absent)).toList();
    }
  }

  /** Nothing, where something may be missing. */
  record Absent() implements Value {}

  /** The arrays in this value. */
  default Stream<Tensor> tensors() {
    return switch (this) {
      case MapImage map -> Stream.of(map.tensor());
      case Planes planes -> planes.planes().stream().map(MapImage::tensor);
      case Items items -> items.values().stream().flatMap(Value::tensors);
      case VolumeView view -> Stream.empty();
      case PlaneBox box -> Stream.empty();
      case SpaceBox box -> Stream.empty();
      case Scores scores -> Stream.empty();
      case Points points -> Stream.empty();
      case Study study -> Stream.empty();
      case Absent absent -> Stream.empty();
    };
  }
}
