package org.seriesflow.streaming.identity;

import java.time.Instant;
import java.util.stream.Stream;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.PayloadQuery;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.StoredPayload;

/** A store that goes away at a deletion. */
record EndingStore(PayloadStore store, Deletions left) implements PayloadStore {

  /** How many deletions succeed, in all stores that share it. */
  static final class Deletions {
    private int count;

    Deletions(int count) {
      this.count = count;
    }

    private void take() {
      if (count == 0) {
        throw new TransientFaultException("gone");
      }
      count--;
    }
  }

  @Override
  public void delete(PayloadRef reference) {
    left.take();
    store.delete(reference);
  }

  @Override
  public Draft draft() {
    return store.draft();
  }

  @Override
  public LocalPayload fetch(PayloadRef reference) {
    return store.fetch(reference);
  }

  @Override
  public boolean contains(PayloadRef reference) {
    return store.contains(reference);
  }

  @Override
  public Stream<StoredPayload> list(PayloadQuery query) {
    return store.list(query);
  }

  @Override
  public boolean deleteIfStoredBefore(PayloadRef reference, Instant time) {
    return store.deleteIfStoredBefore(reference, time);
  }

  @Override
  public long usableBytes() {
    return store.usableBytes();
  }

  @Override
  public String describe() {
    return store.describe();
  }
}
