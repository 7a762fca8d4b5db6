package org.seriesflow.streaming.stage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.seriesflow.events.Lane;
import org.seriesflow.streaming.TransientFaultException;

/**
 * Grants the heavy work of one process by lane. Work on a series is cut into passes, and each asks
 * here first: one of STAT goes before those of ROUTINE that wait, and while a series of STAT is in
 * work, routine ones wait at their next pass. None waits longer than a bound for that: urgent
 * series without end must not make the others' threads be taken for dead.
 *
 * <p>How long passes waited stands in {@code seriesflow_gate_wait_seconds{gate,lane}}. Safe for
 * threads.
 */
public final class LaneGate {
  private final String name;
  private final int permits;
  private final Duration longestWait;
  private final LongSupplier nanos;
  private final Timer statWaits;
  private final Timer routineWaits;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All of these under the lock.
  private final Deque<Waiting> statWaiting = new ArrayDeque<>();
  private final Deque<Waiting> routineWaiting = new ArrayDeque<>();
  private final Set<Thread> atWork = new HashSet<>();
  private int statInWork;
  private int taken;
  private boolean stopping;

  /** A pass that is not granted yet. */
  private static final class Waiting {
    private final long since;

    private Waiting(long since) {
      this.since = since;
    }
  }

  /**
   * A gate that is open.
   *
   * @param name of what it grants, for metrics and errors
   * @param permits how many passes may be under way at once, at least 1: 1 where they use one
   *     device
   * @param longestWait after which a pass of ROUTINE goes before all of STAT, as soon as a permit
   *     is free
   * @param nanos a clock that only runs forward, as {@link System#nanoTime}
   */
  public LaneGate(
      String name, int permits, Duration longestWait, LongSupplier nanos, MeterRegistry meters) {
    if (permits < 1) {
      throw new IllegalArgumentException("gate %s: %d permits".formatted(name, permits));
    }
    this.name = name;
    this.permits = permits;
    this.longestWait = longestWait;
    this.nanos = nanos;
    statWaits = timer(Lane.STAT, meters);
    routineWaits = timer(Lane.ROUTINE, meters);
  }

  private Timer timer(Lane lane, MeterRegistry meters) {
    return Timer.builder("seriesflow.gate.wait")
        .description("Time that passes of heavy work waited to be granted")
        .tags("gate", name, "lane", lane.name())
        .register(meters);
  }

  /**
   * Begins work on a series by this thread; until it is closed, a series of its lane is in work.
   *
   * @param lane UNKNOWN is taken for ROUTINE
   * @throws IllegalStateException where this thread has begun other work and not closed it
   */
  public Work begin(Lane lane) {
    lock.lock();
    try {
      if (!atWork.add(Thread.currentThread())) {
        throw new IllegalStateException(
            "gate %s: this thread is at work on another series".formatted(name));
      }
      if (lane == Lane.STAT) {
        statInWork++;
      }
      return new Work(lane == Lane.STAT, Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  /** From now on no lane waits for another: what is in work comes to its end. */
  public void stop() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many passes wait now. */
  int waiting() {
    lock.lock();
    try {
      return statWaiting.size() + routineWaiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Work on one series. */
  public final class Work implements AutoCloseable {
    private final boolean stat;
    private final Thread thread;
    private boolean inPass;
    private boolean closed;

    private Work(boolean stat, Thread thread) {
      this.stat = stat;
      this.thread = thread;
    }

    /**
     * Waits until the next pass is granted; it is under way until it is closed.
     *
     * @throws IllegalStateException where one of this work is under way, or the work is closed
     * @throws TransientFaultException where the thread was interrupted, which stays marked
     */
    public Pass pass() {
      return pass(1);
    }

    /**
     * The same for a pass beside which none is under way: one that needs what the others hold.
     *
     * @throws IllegalStateException as {@link #pass}
     * @throws TransientFaultException as {@link #pass}
     */
    public Pass alone() {
      return pass(permits);
    }

    private Pass pass(int needed) {
      lock.lock();
      try {
        if (inPass || closed) {
          throw new IllegalStateException(
              "gate %s: %s".formatted(name, closed ? "the work is closed" : "a pass in a pass"));
        }
        await(stat, needed);
        inPass = true;
        taken += needed;
        return new Pass(this, needed);
      } finally {
        lock.unlock();
      }
    }

    /** Ends the work. */
    @Override
    public void close() {
      lock.lock();
      try {
        if (closed) {
          return;
        }
        closed = true;
        atWork.remove(thread);
        if (stat) {
          statInWork--;
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Heavy work that is under way, and is not interrupted by whatever lane. */
  public final class Pass implements AutoCloseable {
    private final Work work;
    private final int granted;
    private boolean closed;

    private Pass(Work work, int granted) {
      this.work = work;
      this.granted = granted;
    }

    /** Ends the pass. */
    @Override
    public void close() {
      lock.lock();
      try {
        if (closed) {
          return;
        }
        closed = true;
        work.inPass = false;
        taken -= granted;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void await(boolean stat, int needed) {
    var queue = stat ? statWaiting : routineWaiting;
    var waiting = new Waiting(nanos.getAsLong());
    queue.add(waiting);
    try {
      while (taken + needed > permits || next() != waiting) {
        var left = stat ? 0 : untilOverdue(waiting);
        if (left > 0) {
          var _ = changed.awaitNanos(left);
        } else {
          changed.await();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFaultException(
          "gate %s: interrupted while a pass waited".formatted(name), e);
    } finally {
      queue.remove(waiting);
      // There may be a permit for the one behind it.
      changed.signalAll();
    }
    (stat ? statWaits : routineWaits)
        .record(nanos.getAsLong() - waiting.since, TimeUnit.NANOSECONDS);
  }

  /** Whose turn it is; null where all that wait are held back. */
  private Waiting next() {
    var routine = routineWaiting.peek();
    if (routine != null && untilOverdue(routine) <= 0) {
      return routine;
    }
    if (!statWaiting.isEmpty()) {
      return statWaiting.peek();
    }
    return statInWork == 0 || stopping ? routine : null;
  }

  private long untilOverdue(Waiting waiting) {
    return longestWait.toNanos() - (nanos.getAsLong() - waiting.since);
  }
}
