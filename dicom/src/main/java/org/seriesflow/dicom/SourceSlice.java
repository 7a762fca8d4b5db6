package org.seriesflow.dicom;

/**
 * Where one slice of a volume came from.
 *
 * @param frame frame number within the instance, from 1 (PS3.3 C.7.6.16); 1 for a single-frame one
 * @param positionAlongNormalMm image position projected on the slice normal (row direction × column
 *     direction), mm; ascending within {@link Normalised#slices}
 */
public record SourceSlice(
    String sopClassUid, String sopInstanceUid, int frame, double positionAlongNormalMm) {}
