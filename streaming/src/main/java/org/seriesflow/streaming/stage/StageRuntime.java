package org.seriesflow.streaming.stage;

import java.time.Clock;
import java.time.Duration;
import org.seriesflow.streaming.Backoff;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.registry.EventCodec;

/**
 * What all stages of a process share.
 *
 * @param producer name and version of the service, as in {@code roi-service@0.1.0}
 * @param pauses how to wait between repetitions
 */
public record StageRuntime(
    String producer,
    EventCodec codec,
    Readiness readiness,
    StageMetrics metrics,
    Clock clock,
    Backoff backoff,
    Pauses pauses) {

  /** The usual runtime of a service. */
  public static StageRuntime of(
      String producer, EventCodec codec, Readiness readiness, StageMetrics metrics) {
    return new StageRuntime(
        producer,
        codec,
        readiness,
        metrics,
        Clock.systemUTC(),
        Backoff.OF_RECORDS,
        readiness::pause);
  }

  public StageRuntime withClock(Clock newClock) {
    return new StageRuntime(producer, codec, readiness, metrics, newClock, backoff, pauses);
  }

  public StageRuntime withBackoff(Backoff newBackoff, Pauses newPauses) {
    return new StageRuntime(producer, codec, readiness, metrics, clock, newBackoff, newPauses);
  }

  /** Waiting, as a parameter: tests do not wait. */
  @FunctionalInterface
  public interface Pauses {
    /** False where the process is stopping: then nothing is tried again. */
    boolean pause(Duration duration);
  }
}
