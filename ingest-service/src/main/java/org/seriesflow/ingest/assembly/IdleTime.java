package org.seriesflow.ingest.assembly;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How long silence has to last for one series.
 *
 * @param learntFrom of how many series it was learnt; empty where it was configured
 * @param whose for the sentence: the AE title, and the scanner where it was learnt
 */
record IdleTime(Duration time, OptionalInt learntFrom, String whose) {

  /** An idle time that was configured. */
  static IdleTime configured(Duration time, String callingAeTitle) {
    return new IdleTime(
        time, OptionalInt.empty(), callingAeTitle == null ? "any sender" : callingAeTitle);
  }

  /** The same, or that longer one, which is configured. */
  IdleTime atLeast(Duration longer) {
    return longer.compareTo(time) > 0 ? new IdleTime(longer, OptionalInt.empty(), whose) : this;
  }

  /** Where it comes from, for a sentence. */
  String origin() {
    return learntFrom.isPresent()
        ? "learnt from %d series of %s".formatted(learntFrom.getAsInt(), whose)
        : "idle time of " + whose;
  }
}
