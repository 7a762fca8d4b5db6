package org.seriesflow.rules;

import java.util.Optional;

/** What a rule says is to become of the series that it matches. */
public sealed interface Consequence {
  /**
   * It goes on.
   *
   * @param roi id of the package that finds its region; empty: the one that is deployed
   * @param classifier id of the package that scores it, likewise
   */
  record Route(Optional<String> roi, Optional<String> classifier) implements Consequence {}

  /**
   * It ends here.
   *
   * @param reason a sentence for whoever reads the event
   */
  record Skip(String reason) implements Consequence {}
}
