package org.seriesflow.imaging;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A dense float32 array outside the heap: contiguous, last axis fastest, native byte order, aligned
 * to 64 bytes, so that it is handed to a network without a copy. What each axis means is the
 * caller's; spatial axes stand last, in the order z, y, x.
 */
public final class Tensor implements AutoCloseable {
  private final int[] shape;
  private final MemorySegment data;
  private final Arena owner;

  private Tensor(int[] shape, MemorySegment data, Arena owner) {
    this.shape = shape;
    this.data = data;
    this.owner = owner;
  }

  /** A tensor of zeros; each length is at least 1, no axis at all is a scalar. */
  public static Tensor allocate(int... shape) {
    long elements = elements(shape);
    Arena arena = Arena.ofShared();
    try {
      MemorySegment data =
          VoxelMemoryException.allocate(arena, Math.multiplyExact(elements, Float.BYTES));
      return new Tensor(shape.clone(), data, arena);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** A tensor that holds a copy of these values, last axis fastest. */
  public static Tensor of(float[] values, int... shape) {
    if (values.length != elements(shape)) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(shape) + " does not hold " + values.length + " values");
    }
    Tensor tensor = allocate(shape);
    MemorySegment.copy(values, 0, tensor.data, ValueLayout.JAVA_FLOAT, 0, values.length);
    return tensor;
  }

  public int[] shape() {
    return shape.clone();
  }

  /**
   * The same values under another shape with as many elements. Both share the memory: closing one
   * closes the other.
   */
  public Tensor reshaped(int... newShape) {
    if (elements(newShape) != elements()) {
      throw new IllegalArgumentException(this + " cannot be read as " + Arrays.toString(newShape));
    }
    return new Tensor(newShape.clone(), data, owner);
  }

  public int rank() {
    return shape.length;
  }

  /** The length of an axis; a negative one counts from the end, so that -1 is the fastest. */
  public int length(int axis) {
    return shape[axis < 0 ? shape.length + axis : axis];
  }

  /** The number of values. */
  public long elements() {
    return data.byteSize() / Float.BYTES;
  }

  /** The values: float32, native byte order, last axis fastest. */
  public MemorySegment data() {
    return data;
  }

  /** A view for APIs that want buffers, native byte order; refused from 2 GiB upwards. */
  public FloatBuffer buffer() {
    return data.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  public float get(int... index) {
    return data.getAtIndex(ValueLayout.JAVA_FLOAT, offset(index));
  }

  public void set(float value, int... index) {
    data.setAtIndex(ValueLayout.JAVA_FLOAT, offset(index), value);
  }

  /** A copy on the heap; for small tensors, such as logits. */
  public float[] toArray() {
    return data.toArray(ValueLayout.JAVA_FLOAT);
  }

  /** Frees the values. Closing twice does nothing. */
  @Override
  public void close() {
    if (owner.scope().isAlive()) {
      owner.close();
    }
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }

  private static long elements(int[] shape) {
    long elements = 1;
    for (int length : shape) {
      if (length < 1) {
        throw new IllegalArgumentException(
            "a tensor needs lengths of at least 1, got " + Arrays.toString(shape));
      }
      elements = Math.multiplyExact(elements, length);
    }
    return elements;
  }

  private long offset(int[] index) {
    if (index.length != shape.length) {
      throw new IllegalArgumentException(
          "index " + Arrays.toString(index) + " does not fit shape " + Arrays.toString(shape));
    }
    long offset = 0;
    for (int i = 0; i < shape.length; i++) {
      offset = offset * shape[i] + Objects.checkIndex(index[i], shape[i]);
    }
    return offset;
  }
}
