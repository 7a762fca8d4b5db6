package org.seriesflow.inference.dataflow;

import java.util.List;
import java.util.Locale;

/** The type of what flows between two steps; checked before anything runs. */
public sealed interface ValueType {

  /** Several series of one examination. */
  record Study() implements ValueType {
    @Override
    public String toString() {
      return "study";
    }
  }

  /** Voxels [z,y,x] with an affine to LPS mm; intensities may be rescaled. */
  record Volume() implements ValueType {
    @Override
    public String toString() {
      return "volume";
    }
  }

  /** Planes cut from one volume, in order; each is a map of rank 2 with one channel. */
  record Slices() implements ValueType {
    @Override
    public String toString() {
      return "slices";
    }
  }

  /**
   * A float32 array [channel, (z,) y, x].
   *
   * @param rank 2 or 3 spatial axes
   * @param channels number of channels; 0 where it is known only when the package runs
   * @param size spatial size, last axis fastest; empty where it is known only when the package runs
   */
  record Map(int rank, Content content, int channels, List<Integer> size) implements ValueType {
    public Map {
      size = List.copyOf(size);
    }

    /** A map of which only rank and content are known. */
    public static Map of(int rank, Content content) {
      return new Map(rank, content, 0, List.of());
    }

    /** The same map with other content. */
    public Map with(Content other) {
      return new Map(rank, other, channels, size);
    }

    /** The same map with another number of channels. */
    public Map withChannels(int number) {
      return new Map(rank, content, number, size);
    }

    /** The same map with another size; empty where it is not known. */
    public Map withSize(List<Integer> other) {
      return new Map(rank, content, channels, other);
    }

    @Override
    public String toString() {
      return rank
          + "D map of "
          + content.name().toLowerCase(Locale.ROOT)
          + (channels > 0 ? ", " + channels + " channels" : "")
          + (size.isEmpty() ? "" : ", size " + size);
    }
  }

  /**
   * A half-open box of whole voxels.
   *
   * @param rank 3 inside a volume, 2 inside a plane
   */
  record Box(int rank) implements ValueType {
    @Override
    public String toString() {
      return rank + "D box";
    }
  }

  /** Points with class and score, in voxels of the volume they were found in. */
  record Points() implements ValueType {
    @Override
    public String toString() {
      return "points";
    }
  }

  /**
   * One number per label.
   *
   * @param labels name of the label set
   */
  record Vector(String labels, Content content) implements ValueType {
    @Override
    public String toString() {
      return "vector of " + content.name().toLowerCase(Locale.ROOT) + " over '" + labels + "'";
    }
  }

  /** One number. */
  record Scalar() implements ValueType {
    @Override
    public String toString() {
      return "scalar";
    }
  }

  /** An ordered list; what a body that runs several times gives. */
  record Items(ValueType of) implements ValueType {
    @Override
    public String toString() {
      return "list of " + of;
    }
  }

  /**
   * A value that may be missing, such as the box of an empty mask. In lists it keeps its place, and
   * steps that use a list leave it out.
   */
  record Maybe(ValueType of) implements ValueType {
    @Override
    public String toString() {
      return "optional " + of;
    }
  }
}
