package org.seriesflow.dicom;

import java.util.List;

/**
 * The volumes that a series becomes.
 *
 * @param volumes in the order of their index; at least one
 * @param imagesLeftOut images (frames) of the series that are in none of them; each volume's
 *     repairs name them
 * @param header of the first image
 */
public record VolumePlans(
    List<VolumePlan> volumes, int imagesLeftOut, SeriesAttributes attributes, SeriesHeader header)
    implements SeriesPlan {
  public VolumePlans {
    volumes = List.copyOf(volumes);
  }
}
