package org.seriesflow.streaming.payload;

import java.time.Instant;
import java.util.Optional;

/**
 * Which payloads to list.
 *
 * @param scope of one series alone
 * @param mediaType of one type alone
 * @param since stored at or after
 */
public record PayloadQuery(
    Optional<String> scope, Optional<String> mediaType, Optional<Instant> since) {

  boolean matches(StoredPayload stored) {
    return scope.map(stored.scope()::equals).orElse(true)
        && mediaType.map(stored.reference().getMediaType()::equals).orElse(true)
        && since.map(earliest -> !stored.storedAt().isBefore(earliest)).orElse(true);
  }

  public static PayloadQuery all() {
    return new PayloadQuery(Optional.empty(), Optional.empty(), Optional.empty());
  }

  public PayloadQuery ofScope(String newScope) {
    return new PayloadQuery(Optional.of(newScope), mediaType, since);
  }

  public PayloadQuery ofMediaType(String newMediaType) {
    return new PayloadQuery(scope, Optional.of(newMediaType), since);
  }

  public PayloadQuery since(Instant newSince) {
    return new PayloadQuery(scope, mediaType, Optional.of(newSince));
  }
}
