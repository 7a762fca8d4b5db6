package org.seriesflow.streaming.payload;

import java.time.Instant;
import org.seriesflow.events.PayloadRef;

/**
 * A payload as the store lists it.
 *
 * @param scope Series Instance UID
 * @param storedAt when it was committed last
 */
public record StoredPayload(String scope, PayloadRef reference, Instant storedAt) {

  /** From its key, size in bytes and time. */
  static StoredPayload of(PayloadKey key, long size, Instant storedAt) {
    var reference =
        new PayloadRef(
            key.toString(),
            key.sha256(),
            size,
            MediaTypes.ofExtension(key.extension()).orElse(MediaTypes.OTHER));
    return new StoredPayload(key.scope(), reference, storedAt);
  }
}
