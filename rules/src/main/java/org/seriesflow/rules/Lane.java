package org.seriesflow.rules;

/** How urgent a series is. */
public enum Lane {
  ROUTINE,
  STAT
}
