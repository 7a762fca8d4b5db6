package org.seriesflow.streaming.stage;

import java.time.Clock;
import java.time.Duration;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.streaming.Backoff;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.registry.EventCodec;

/**
 * What all stages of a process share.
 *
 * @param producer name and version of the service, as in {@code roi-service@0.1.0}
 * @param deadLetters where bad inputs go
 * @param pauses how to wait between repetitions
 */
public record StageRuntime(
    String producer,
    EventCodec codec,
    Topic<DeadLetter> deadLetters,
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
        Topics.DEAD_LETTERS,
        readiness,
        metrics,
        Clock.systemUTC(),
        Backoff.OF_RECORDS,
        readiness::pause);
  }

  public StageRuntime withClock(Clock newClock) {
    return new StageRuntime(
        producer, codec, deadLetters, readiness, metrics, newClock, backoff, pauses);
  }

  public StageRuntime withBackoff(Backoff newBackoff, Pauses newPauses) {
    return new StageRuntime(
        producer, codec, deadLetters, readiness, metrics, clock, newBackoff, newPauses);
  }

  /** Dead letters under another name, where a site's configuration says so. */
  public StageRuntime withDeadLetters(Topic<DeadLetter> newDeadLetters) {
    return new StageRuntime(
        producer, codec, newDeadLetters, readiness, metrics, clock, backoff, pauses);
  }

  /** Waiting, as a parameter: tests do not wait. */
  @FunctionalInterface
  public interface Pauses {
    /** False where the process is stopping: then nothing is tried again. */
    boolean pause(Duration duration);
  }
}
