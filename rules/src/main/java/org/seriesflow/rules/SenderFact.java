package org.seriesflow.rules;

/** What is known of who sent an instance. Written in lower case with hyphens. */
enum SenderFact {
  /** The AE title that was called; none where it did not come by an association. */
  CALLED_AE_TITLE,
  /** The AE title of the sender, likewise. */
  CALLING_AE_TITLE
}
