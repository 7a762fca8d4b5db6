package org.seriesflow.ingest.stow;

import java.time.Duration;

/**
 * What one request may take.
 *
 * @param requests at once
 * @param requestBytes of a body
 * @param partBytes of one instance
 * @param partHeaderBytes of the headers of one part
 * @param parts of one request; the answer names each
 * @param readTimeout for each 16 KiB of a body
 */
public record StowLimits(
    int requests,
    long requestBytes,
    long partBytes,
    int partHeaderBytes,
    int parts,
    Duration readTimeout) {}
