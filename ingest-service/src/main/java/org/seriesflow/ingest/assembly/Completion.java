package org.seriesflow.ingest.assembly;

import org.seriesflow.events.CompletionEvidence;

/**
 * Why a series is held to be complete.
 *
 * @param detail the evidence in a sentence, with its values
 */
record Completion(CompletionEvidence evidence, String detail) {}
