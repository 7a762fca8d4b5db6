package org.seriesflow.dicom;

import java.util.Map;

/**
 * One slice: a frame of an instance.
 *
 * @param index frame within the instance, from 0
 * @param placement where it lies
 * @param slope factor from stored to real value (PS3.3 C.11.1.1.2)
 * @param intercept real value of a stored 0
 * @param stack Stack ID of an enhanced image, empty where there is none
 * @param values what may tell it from another frame at its place
 */
record Frame(
    DicomInstance instance,
    int index,
    Placement placement,
    double slope,
    double intercept,
    String stack,
    Map<FrameDimension, String> values) {

  SourceSlice source(double positionMm) {
    return new SourceSlice(
        instance.sopClassUid(), instance.sopInstanceUid(), index + 1, positionMm);
  }

  /** The frame for people, such as "frame 3 of instance 1.2.3". */
  String name() {
    return instance.frames() == 1
        ? "instance " + instance.sopInstanceUid()
        : "frame %d of instance %s".formatted(index + 1, instance.sopInstanceUid());
  }
}
