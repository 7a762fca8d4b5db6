package org.seriesflow.streaming.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.PayloadQuery;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.StoredPayload;

/**
 * Small payloads, each sealed and bound to its scope.
 *
 * <p>While the store is away every method throws {@link TransientFaultException}.
 */
record SealedPayloads(PayloadStore store, SealedRecords records) {

  /** Durable when this returns; nothing changes where the same is there. */
  void put(String scope, String mediaType, byte[] content) {
    try (var draft = store.draft()) {
      draft.output().write(records.seal(scope, content));
      draft.commit(scope, mediaType);
    } catch (IOException e) {
      throw fault("written", e);
    }
  }

  /** What stands under a scope, in an order that all replicas see. */
  List<StoredPayload> list(String scope, String mediaType) {
    var query = PayloadQuery.all().ofScope(scope).ofMediaType(mediaType);
    try (Stream<StoredPayload> payloads = store.list(query)) {
      return payloads
          .sorted(Comparator.comparing(payload -> payload.reference().getKey()))
          .toList();
    }
  }

  /**
   * What was put.
   *
   * @throws IdentityException where it was sealed by another key, or changed, or moved
   */
  byte[] content(StoredPayload payload) {
    try (var file = store.fetch(payload.reference())) {
      return records.open(payload.scope(), Files.readAllBytes(file.file()));
    } catch (IOException e) {
      throw fault("read", e);
    }
  }

  void delete(StoredPayload payload) {
    store.delete(payload.reference());
  }

  private TransientFaultException fault(String what, IOException e) {
    return new TransientFaultException(
        "The %s cannot be %s now: %s".formatted(store.describe(), what, e.getMessage()), e);
  }
}
