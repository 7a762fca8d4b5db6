package org.seriesflow.cli.report;

/**
 * A file that reached no series: its C-STORE was refused, or it could not be sent at all.
 *
 * @param status DICOM status as four hexadecimal digits and H, as in A900H, or NOT_SENT where no
 *     C-STORE was tried
 * @param reason one sentence
 */
public record RefusedFile(String file, String status, String reason) {}
