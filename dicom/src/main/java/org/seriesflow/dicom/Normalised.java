package org.seriesflow.dicom;

import java.util.List;
import java.util.Optional;
import org.seriesflow.imaging.Volume;

/**
 * A series, or one of the volumes of a series, in LPS orientation.
 *
 * @param volume array order [z,y,x], axes along the patient's L, P and S as closely as flips and
 *     permutations allow; the receiver closes it
 * @param frameOfReferenceUid Frame of Reference UID (0020,0052), empty when the series has none
 * @param slices where each slice came from, ascending along the acquired slice normal (which need
 *     not be the volume's z axis)
 * @param repairs what was put right
 * @param geometryEstimated whether positions or orientation were guessed; sided findings and
 *     positions in mm then mean nothing
 * @param dimension what tells this volume from the others of its series, such as EchoTime; empty
 *     where it is the only one
 * @param index along that dimension, from 0
 */
public record Normalised(
    Volume volume,
    String frameOfReferenceUid,
    List<SourceSlice> slices,
    List<Repair> repairs,
    SeriesAttributes attributes,
    boolean geometryEstimated,
    Optional<String> dimension,
    int index)
    implements Normalisation {

  public Normalised {
    slices = List.copyOf(slices);
    repairs = List.copyOf(repairs);
  }

  /** Distance of two acquired slices, whichever axis of the volume they lie along. */
  public double sliceStepMm() {
    var first = slices.getFirst().positionAlongNormalMm();
    var last = slices.getLast().positionAlongNormalMm();
    return slices.size() == 1 ? 0 : (last - first) / (slices.size() - 1);
  }
}
