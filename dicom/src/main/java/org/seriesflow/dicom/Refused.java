package org.seriesflow.dicom;

import java.nio.file.Path;

/**
 * A file that did not arrive.
 *
 * @param status the peer's C-STORE status as four hexadecimal digits and "H" (PS3.7 annex C), or
 *     one of our words when it was never offered: NOT_DICOM, MISSING_UIDS, NOT_ACCEPTED (no
 *     presentation context), NO_RESPONSE
 * @param reason a sentence
 */
public record Refused(Path file, String status, String reason) {}
