package org.seriesflow.streaming.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.StoredPayload;

/**
 * What becomes of each payload.
 *
 * @param spared series of which all stays
 * @param now that ages are counted to
 */
record Sorting(
    ReferencedDigests references, Set<String> spared, Instant now, RetentionSettings settings) {

  /** Why a payload stays, or that it does not. */
  enum Fate {
    REFERENCED,
    YOUNG,
    SPARED,
    DELETED
  }

  Fate fateOf(StoredPayload payload) {
    if (references.contains(payload.reference().getSha256())) {
      return Fate.REFERENCED;
    }
    if (!payload.storedAt().isBefore(limit(payload))) {
      return Fate.YOUNG;
    }
    return spared.contains(payload.scope()) ? Fate.SPARED : Fate.DELETED;
  }

  /** Committed at this time or later, it is young. */
  Instant limit(StoredPayload payload) {
    boolean isInstance = payload.reference().getMediaType().equals(MediaTypes.DICOM);
    Duration least = isInstance ? settings.leastAgeOfInstances() : settings.grace();
    return now.minus(least);
  }
}
