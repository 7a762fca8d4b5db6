package org.seriesflow.classifier;

/**
 * One end of one revision of a series.
 *
 * @param predictionId identity of the event that said so, empty where nothing was said, or not by
 *     this deployment
 */
record Ending(int revision, Kind kind, String predictionId) {

  /** How a revision ended, as far as later decisions need to know. */
  enum Kind {
    /** With scores, whether called PREDICTED or FALLBACK. */
    PREDICTED,
    /** By an upstream stage, without scores. */
    SKIPPED,
    /** By a dead letter, without scores. */
    FAILED,
    /** Reached only after a later revision had ended. */
    SUPERSEDED,
    /** Not yet, as far as is known: another deployment works on it. */
    ELSEWHERE
  }

  /** Whether this end already said what a region with that identity would say. */
  boolean answersRegion(String otherPredictionId) {
    return (kind == Kind.PREDICTED || kind == Kind.SUPERSEDED)
        && predictionId.equals(otherPredictionId);
  }
}
