package org.seriesflow.dicom;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.aoju.bus.image.metric.Association;

/**
 * The asynchronous operations window of each association (PS3.7 section D.3.3.3): where a peer has
 * negotiated one, an instance is made durable and answered while the next is read; else the thread
 * of the association does all.
 */
final class OperationsWindow {
  /** What a peer may have in work at once on one association. */
  static final int MOST = 16;

  private static final int SYNCHRONOUS = 1;

  private final ExecutorService pool;
  private final Map<Association, Semaphore> windows = new ConcurrentHashMap<>();

  /** What is left of an operation once its data set was read. */
  @FunctionalInterface
  interface Operation {
    /**
     * Ends with a response.
     *
     * @throws IOException when the network fails
     */
    void perform() throws IOException;
  }

  OperationsWindow(ExecutorService pool) {
    this.pool = pool;
  }

  /** Performs it, or sees to it; a peer that goes beyond its window waits. */
  void perform(Association association, Operation operation) throws IOException {
    if (association.getAAssociateAC().getMaxOpsInvoked() == SYNCHRONOUS) {
      operation.perform();
      return;
    }
    var window = windows.computeIfAbsent(association, _ -> new Semaphore(MOST));
    try {
      window.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while operations were performed");
    }
    try {
      pool.execute(() -> perform(association, operation, window));
    } catch (RejectedExecutionException e) {
      // We are closing: what was read is answered all the same.
      perform(association, operation, window);
    }
  }

  private static void perform(Association association, Operation operation, Semaphore window) {
    try {
      operation.perform();
    } catch (IOException e) {
      // Without its answer the peer does not know what became of the instance.
      association.onIOException(e);
    } finally {
      window.release();
    }
  }

  /** Waits until none of the association is performed any more, and forgets it. */
  void ended(Association association) {
    var window = windows.remove(association);
    if (window != null) {
      window.acquireUninterruptibly(MOST);
    }
  }
}
