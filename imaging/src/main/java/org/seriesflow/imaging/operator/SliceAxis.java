package org.seriesflow.imaging.operator;

/**
 * The array axis that slices are taken along. What is left of [z,y,x], in that order, are a slice's
 * rows and columns.
 */
public enum SliceAxis {
  Z(0, 1, 2),
  Y(1, 0, 2),
  X(2, 0, 1);

  private final int axis;
  private final int rowAxis;
  private final int columnAxis;

  SliceAxis(int axis, int rowAxis, int columnAxis) {
    this.axis = axis;
    this.rowAxis = rowAxis;
    this.columnAxis = columnAxis;
  }

  /** The array axis of the slice number: 0 z, 1 y, 2 x. */
  public int axis() {
    return axis;
  }

  /** The array axis along which a slice's rows follow one another. */
  public int rowAxis() {
    return rowAxis;
  }

  /** The array axis along a slice's columns. */
  public int columnAxis() {
    return columnAxis;
  }
}
