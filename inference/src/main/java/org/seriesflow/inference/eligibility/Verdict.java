package org.seriesflow.inference.eligibility;

import java.util.List;

/** Whether a package is for a series. */
public sealed interface Verdict {

  /**
   * The package is for the series.
   *
   * @param sequence id of the package's sequence rule that matched, for example {@code MRA}
   * @param evidence sentences that say what it was recognised by
   */
  record Eligible(String sequence, List<String> evidence) implements Verdict {
    public Eligible {
      evidence = List.copyOf(evidence);
    }
  }

  /** The package is not for the series; nobody may run it there. */
  record NotEligible(String reason) implements Verdict {}

  /**
   * The series does not say which part of the body it shows. A site may choose to try: then {@code
   * sequence} is what matched.
   */
  record Undetermined(String reason, String sequence) implements Verdict {}
}
