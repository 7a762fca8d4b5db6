package org.seriesflow.dicom.codec;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Decodes compressed frames, each in one of a few processes, so that no codestream can crash, stall
 * or fill the process that calls. As many run as threads call; those that nothing asked for a while
 * end. Thread-safe.
 */
public final class CodecPool {
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(30);

  /** All series of this process share these. */
  public static final CodecPool SHARED = new CodecPool(Duration.ofSeconds(30));

  private final Duration limit;
  private final ArrayDeque<Idle> idle = new ArrayDeque<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("codec-clock").factory());

  private record Idle(CodecProcess process, long sinceNanos) {}

  /**
   * Makes an empty pool.
   *
   * @param limit how long a frame may take
   */
  public CodecPool(Duration limit) {
    this.limit = limit;
    var unused =
        clock.scheduleWithFixedDelay(
            this::endIdle, LONGEST_IDLE.toSeconds(), LONGEST_IDLE.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * Decodes a frame.
   *
   * @return cells, little endian, {@link EncodedFrame#decodedBytes()} bytes
   * @throws CorruptFrameException when it cannot be decoded within the bounds of time and memory
   * @throws DecoderUnavailableException when no process can be started
   */
  public byte[] decode(EncodedFrame frame)
      throws CorruptFrameException, DecoderUnavailableException {
    var process = borrow();
    try {
      return process.decode(frame, limit);
    } finally {
      giveBack(process);
    }
  }

  private CodecProcess borrow() throws DecoderUnavailableException {
    while (true) {
      Idle next;
      synchronized (idle) {
        next = idle.pollLast();
      }
      if (next == null) {
        return CodecProcess.start(limit, clock);
      }
      if (next.process().isAlive()) {
        return next.process();
      }
    }
  }

  private void giveBack(CodecProcess process) {
    if (process.isAlive()) {
      synchronized (idle) {
        idle.addLast(new Idle(process, System.nanoTime()));
      }
    }
  }

  private void endIdle() {
    var oldest = System.nanoTime() - LONGEST_IDLE.toNanos();
    synchronized (idle) {
      while (!idle.isEmpty() && idle.peekFirst().sinceNanos() - oldest < 0) {
        idle.pollFirst().process().close();
      }
    }
  }
}
