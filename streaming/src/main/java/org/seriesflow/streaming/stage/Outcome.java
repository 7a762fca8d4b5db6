package org.seriesflow.streaming.stage;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.streaming.Topic;

/**
 * What came of one event in one stage. Passing faults are no outcome: they are thrown and tried
 * again.
 */
public sealed interface Outcome {
  /** Events follow. */
  record Emit(List<Emission<?>> emissions) implements Outcome {
    public Emit {
      emissions = List.copyOf(emissions);
    }
  }

  /**
   * The event is bad: it becomes a dead letter.
   *
   * @param code stable, docs/dead-letters.md
   * @param sentence with the values
   * @param endsRevision true where the revision ends FAILED by this
   */
  record Failure(String code, String sentence, boolean endsRevision) implements Outcome {}

  /**
   * Nothing follows, and that is right.
   *
   * @param reason short and of few kinds, for the metrics
   */
  record Nothing(String reason) implements Outcome {}

  static <V extends SpecificRecord> Outcome emit(Topic<V> topic, V event) {
    return new Emit(List.of(Emission.of(topic, event)));
  }

  static Outcome emit(List<Emission<?>> emissions) {
    return new Emit(emissions);
  }

  static Outcome failure(String code, String sentence, boolean endsRevision) {
    return new Failure(code, sentence, endsRevision);
  }

  static Outcome nothing(String reason) {
    return new Nothing(reason);
  }
}
