package org.seriesflow.rules;

import java.util.Optional;

/**
 * Who sent an instance.
 *
 * @param calledAeTitle empty where it did not come by an association
 * @param callingAeTitle likewise
 */
public record Sender(Optional<String> calledAeTitle, Optional<String> callingAeTitle) {
  /** One of whom nothing is known. */
  public static final Sender UNKNOWN = new Sender(Optional.empty(), Optional.empty());
}
