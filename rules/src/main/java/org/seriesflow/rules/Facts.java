package org.seriesflow.rules;

import java.util.List;

/** What conditions are asked of. What is missing or not known has no values. */
interface Facts {
  /** The values of an attribute. */
  List<String> values(String attribute);

  /** What is known of a series as a whole. */
  List<String> values(SeriesFact fact);

  /** What is known of who sent it. */
  List<String> values(SenderFact fact);
}
