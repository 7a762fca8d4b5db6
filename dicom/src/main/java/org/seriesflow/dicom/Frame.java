package org.seriesflow.dicom;

import java.util.Optional;

/**
 * One slice: a frame of an instance.
 *
 * @param index frame within the instance, from 0
 * @param placement where it lies
 * @param slope factor from stored to real value (PS3.3 C.11.1.1.2)
 * @param intercept real value of a stored 0
 * @param groups functional groups of an enhanced image; empty for a classic one
 */
record Frame(
    DicomInstance instance,
    int index,
    Placement placement,
    double slope,
    double intercept,
    Optional<FunctionalGroups> groups) {

  /** Stack ID of an enhanced image, empty where there is none. */
  String stack() {
    return groups.map(FunctionalGroups::stack).orElse("");
  }

  /** What may tell it from another frame at its place; empty where it says nothing of that. */
  String value(FrameDimension dimension) {
    var dataset = instance.dataset();
    return groups
        .map(g -> dimension.of(dataset, g))
        .orElseGet(() -> dimension.of(dataset))
        .orElse("");
  }

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
