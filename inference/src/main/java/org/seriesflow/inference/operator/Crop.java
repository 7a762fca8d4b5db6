package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 7: a part of an image, or an image with something around it. */
public sealed interface Crop extends Operator.Executable {

  @Override
  default int number() {
    return 7;
  }

  private static int rank(Ports in) {
    return switch (in.any("image")) {
      case ValueType.Volume volume -> 3;
      case ValueType.Map map -> map.rank();
      case ValueType other -> throw in.refuse("image", "volume or map", other);
    };
  }

  private static ValueType resized(Ports in, List<Integer> size) {
    return in.any("image") instanceof ValueType.Map map ? map.withSize(size) : in.any("image");
  }

  /**
   * The voxels inside a box.
   *
   * @param marginVoxels voxels added on both sides of each axis, clipped to the image
   */
  record ToBox(List<Integer> marginVoxels) implements Crop {
    public ToBox {
      marginVoxels = List.copyOf(marginVoxels);
    }

    @Override
    public String words() {
      return "crop (box)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      int rank = rank(in);
      if (marginVoxels.size() != rank) {
        throw in.problem(
            "names " + marginVoxels.size() + " margins, but the image has " + rank + " axes");
      }
      in.box("box", rank);
      return Map.of("image", resized(in, List.of()));
    }
  }

  /**
   * The tight box of everything that is not 0, of a mask at the port {@code mask} or of a volume's
   * real values at the port {@code image}; missing where all is 0. Holes make no difference to it.
   */
  record NonZeroBox() implements Crop {
    @Override
    public String words() {
      return "crop (non-zero-box)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      if (in.has("image")) {
        in.volume("image");
        return Map.of("box", new ValueType.Maybe(new ValueType.Box(3)));
      }
      var mask = in.map("mask", Content.LABELS);
      if (mask.channels() > 1) {
        throw in.refuse("mask", "map of labels with one channel", mask);
      }
      int rank = mask.rank();
      return Map.of("box", new ValueType.Maybe(new ValueType.Box(rank)));
    }
  }

  /**
   * The inverse of {@link ToBox} without a margin: a 3D map back in its place in the image that it
   * was cut from, {@code like}.
   *
   * @param outside value of the voxels outside the box
   */
  record Uncrop(double outside) implements Crop {
    @Override
    public String words() {
      return "crop (uncrop)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var map = in.map("image");
      in.box("box", 3);
      boolean fits =
          switch (in.any("like")) {
            case ValueType.Volume volume -> true;
            case ValueType.Map other -> other.rank() == 3;
            case ValueType other -> false;
          };
      if (!fits) {
        throw in.refuse("like", "volume or 3D map", in.any("like"));
      }
      if (map.rank() != 3) {
        throw in.refuse("image", "3D map", map);
      }
      return Map.of("image", map.withSize(List.of()));
    }
  }

  /** Zeros around the image, centred, up to a size; an odd remainder goes to the high end. */
  record Pad(List<Integer> atLeast) implements Crop {
    public Pad {
      atLeast = List.copyOf(atLeast);
    }

    @Override
    public String words() {
      return "crop (pad)";
    }

    @Override
    public Set<String> sideOutputs() {
      return Set.of("inner");
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var map = in.map("image");
      if (atLeast.size() != map.rank()) {
        throw in.problem("names " + atLeast.size() + " axes, but the image has " + map.rank());
      }
      return Map.of("image", map.withSize(List.of()), "inner", new ValueType.Box(map.rank()));
    }
  }

  /** The image mirrored along axes. */
  record Mirror(Set<Augment.Axis> axes) implements Crop {
    public Mirror {
      axes = Set.copyOf(axes);
    }

    @Override
    public String words() {
      return "crop (mirror)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("image", in.map("image"));
    }
  }

  /**
   * A cube of a size in mm around the centre of a box. What leaves the volume is cut off: {@code
   * box} says what is left.
   */
  record CubeMm(double edgeMm) implements Crop {
    @Override
    public String words() {
      return "crop (mm-cube)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.box("box", 3);
      return Map.of("image", in.volume("image"), "box", new ValueType.Box(3));
    }

    @Override
    public Set<String> sideOutputs() {
      return Set.of("box");
    }
  }

  /**
   * A window of whole pixels around the pixel nearest to each point; one map per point, in their
   * order. Of an even length that pixel is the upper middle one; outside the image is 0.
   */
  record PixelWindow(List<Integer> size) implements Crop {
    public PixelWindow {
      size = List.copyOf(size);
    }

    @Override
    public String words() {
      return "crop (pixel-window)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.points("points");
      int rank = rank(in);
      if (size.size() != rank) {
        throw in.problem("names " + size.size() + " axes, but the image has " + rank);
      }
      var image =
          in.any("image") instanceof ValueType.Map map
              ? map
              : ValueType.Map.of(size.size(), Content.INTENSITY).withChannels(1);
      return Map.of("images", new ValueType.Items(image.withSize(size)));
    }
  }

  /**
   * A window around each point, as {@link PixelWindow} cuts it, whose edge in mm is a multiple of
   * the mean distance between a point and the next. At least two points are needed.
   */
  record KeypointScaled(double factor) implements Crop {
    @Override
    public String words() {
      return "crop (keypoint-scaled)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.points("points");
      var image = in.map("image");
      return Map.of("images", new ValueType.Items(image.withSize(List.of())));
    }
  }
}
