package org.seriesflow.dicom;

/**
 * A series that is no volume, or none that is handled yet.
 *
 * @param reasonCode the name of a {@link RefusalCode}; stable
 * @param reason a sentence that names the values
 * @param header of the first instance
 */
public record NotAVolume(
    String reasonCode, String reason, SeriesAttributes attributes, SeriesHeader header)
    implements Normalisation, SeriesPlan {}
