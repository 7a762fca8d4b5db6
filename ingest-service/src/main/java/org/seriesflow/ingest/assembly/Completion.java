package org.seriesflow.ingest.assembly;

import java.util.Optional;
import org.seriesflow.events.CompletionEvidence;

/**
 * Why a series is held to be complete.
 *
 * @param detail the evidence in a sentence, with its values
 * @param idle how long silence had to last; empty where something else ended the series
 * @param gaps positions that seemed to be missing, where silence had to last longer for them
 */
record Completion(
    CompletionEvidence evidence,
    String detail,
    Optional<IdleTime> idle,
    Optional<StackPositions.Gaps> gaps) {

  /** By what somebody or something said. */
  static Completion proven(CompletionEvidence evidence, String detail) {
    return new Completion(evidence, detail, Optional.empty(), Optional.empty());
  }

  /** By silence of that length. */
  static Completion silent(CompletionEvidence evidence, String detail, IdleTime idle) {
    return new Completion(evidence, detail, Optional.of(idle), Optional.empty());
  }

  /** The same, with what the series seems to lack. */
  Completion despite(String lacking, Optional<StackPositions.Gaps> missing) {
    return new Completion(evidence, detail + " " + lacking, idle, missing);
  }
}
