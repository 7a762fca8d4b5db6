package org.seriesflow.inference.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.yaml.Source;

/**
 * A tensor of a network as the manifest declares it.
 *
 * @param elementType element type in ONNX words, for example {@code float32}
 * @param shape size of each axis; {@link #ANY} where the file leaves it open
 * @param axes meaning of each axis
 * @param content what the numbers mean
 * @param channels names of the channels, in order; empty where the tensor has no channel axis
 * @param labels the label set along the label axis
 */
public record TensorSpec(
    String name,
    String elementType,
    List<Integer> shape,
    List<Axis> axes,
    Content content,
    List<String> channels,
    Optional<String> labels,
    Source source) {

  /** An axis whose size the file leaves open. */
  public static final int ANY = -1;

  /** What an axis counts; axes stand in this order in a tensor. */
  public enum Axis {
    BATCH,
    TIME,
    CHANNEL,
    LABEL,
    Z,
    Y,
    X;

    /** Whether the axis is one of space. */
    public boolean isSpatial() {
      return this == Z || this == Y || this == X;
    }
  }

  public TensorSpec {
    shape = List.copyOf(shape);
    axes = List.copyOf(axes);
    channels = List.copyOf(channels);
  }

  /** Size along an axis: {@link #ANY} where open, 1 where the tensor has no such axis. */
  public int size(Axis axis) {
    int index = axes.indexOf(axis);
    return index < 0 ? 1 : shape.get(index);
  }

  /** Sizes of the spatial axes in order. */
  public List<Integer> spatialSize() {
    var size = new ArrayList<Integer>();
    for (int i = 0; i < axes.size(); i++) {
      if (axes.get(i).isSpatial()) {
        size.add(shape.get(i));
      }
    }
    return List.copyOf(size);
  }

  String signature() {
    return elementType + shape + axes + content + labels.orElse("");
  }
}
