package org.seriesflow.streaming.payload;

import java.time.Instant;
import org.seriesflow.events.PayloadRef;

/**
 * A payload as the store lists it.
 *
 * @param scope Series Instance UID
 * @param storedAt when it was committed last
 */
public record StoredPayload(String scope, PayloadRef reference, Instant storedAt) {}
