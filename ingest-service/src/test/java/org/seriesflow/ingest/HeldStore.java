package org.seriesflow.ingest;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.PayloadQuery;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.StoredPayload;

/** A store that gives out nothing of one series until it is released. */
final class HeldStore implements PayloadStore {
  private final FilePayloadStore store;
  private final String series;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  HeldStore(Path root, String series) {
    store = new FilePayloadStore(root);
    this.series = series;
  }

  /** Waits until something of the series was asked for. */
  void awaitFetch() throws InterruptedException {
    asked.await();
  }

  void release() {
    released.countDown();
  }

  @Override
  public LocalPayload fetch(PayloadRef reference) {
    if (reference.getKey().startsWith(series + "/")) {
      asked.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return store.fetch(reference);
  }

  @Override
  public Draft draft() {
    return store.draft();
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
  public void delete(PayloadRef reference) {
    store.delete(reference);
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
