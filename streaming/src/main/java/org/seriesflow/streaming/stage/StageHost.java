package org.seriesflow.streaming.stage;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** What a stage with state gets from where it runs. */
public interface StageHost {
  /** A key-value store that the stage's {@link StageDefinition} names. */
  <K, V> KeyValueStore<K, V> store(String name);

  /** Calls the punctuation again and again; what it emits is sent as an event's outcome is. */
  void schedule(Duration interval, PunctuationType type, Punctuation punctuation);

  int partition();

  /** For what this interface does not say. */
  ProcessorContext<byte[], byte[]> context();

  /** Work by time rather than by an event. */
  @FunctionalInterface
  interface Punctuation {
    /**
     * The work that is due.
     *
     * @param timestamp milliseconds: of the stream or of the wall clock, as scheduled
     * @return {@link Outcome.Emit} or {@link Outcome.Nothing}; there is no input that could fail
     */
    Outcome at(long timestamp);
  }
}
