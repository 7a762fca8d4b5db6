package org.seriesflow.dicom;

/**
 * One slice: a frame of an instance.
 *
 * @param index frame within the instance, from 0
 * @param placement where it lies
 * @param slope factor from stored to real value (PS3.3 C.11.1.1.2)
 * @param intercept real value of a stored 0
 */
record Frame(
    DicomInstance instance, int index, Placement placement, double slope, double intercept) {

  SourceSlice source(double positionMm) {
    return new SourceSlice(
        instance.sopClassUid(), instance.sopInstanceUid(), index + 1, positionMm);
  }
}
