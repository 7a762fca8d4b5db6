package org.seriesflow.dicom;

/**
 * Something about a series that was put right, or read in a way worth knowing.
 *
 * @param code stable word in capitals, docs/normalisation.md lists them
 * @param sentence what was done, with the values
 */
public record Repair(String code, String sentence) {}
