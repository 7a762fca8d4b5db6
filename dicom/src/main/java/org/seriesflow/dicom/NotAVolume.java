package org.seriesflow.dicom;

/**
 * A series that is no volume, or none that is handled yet.
 *
 * @param reasonCode the name of a {@link RefusalCode}; stable
 * @param reason a sentence that names the values
 */
public record NotAVolume(String reasonCode, String reason, SeriesAttributes attributes)
    implements Normalisation, SeriesPlan {}
