/**
 * DICOM in and out: receiving, sending, parsing, decoding, and turning a series into a volume.
 *
 * <p>The only package that imports the DICOM toolkit (docs/decisions/0003-dicom-toolkit.md); no
 * type of the toolkit appears in its public signatures.
 */
package org.seriesflow.dicom;
