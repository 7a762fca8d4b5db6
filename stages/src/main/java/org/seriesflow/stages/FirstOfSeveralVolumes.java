package org.seriesflow.stages;

import java.util.List;
import java.util.Optional;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.Substitution;

/** What is said where a series holds several volumes and a package takes one. */
final class FirstOfSeveralVolumes {
  /** Code of the substitution. */
  static final String CODE = "FIRST_OF_SEVERAL_VOLUMES";

  private FirstOfSeveralVolumes() {}

  /**
   * Names what was passed over, in front of what was substituted anyway.
   *
   * @param other another substitution; may be null
   * @return {@code other} where there is one volume
   */
  static Substitution substitution(List<NormalisedVolume> volumes, Substitution other) {
    if (volumes.size() == 1) {
      return other;
    }
    var sentence =
        ("The series holds %d volumes, told apart by %s; the package takes one: the first was"
                + " looked at, %d were not.")
            .formatted(volumes.size(), volumes.getFirst().getDimension(), volumes.size() - 1);
    return new Substitution(
        CODE, Optional.ofNullable(other).map(s -> sentence + " " + s.getReason()).orElse(sentence));
  }
}
