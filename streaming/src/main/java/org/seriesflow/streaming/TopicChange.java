package org.seriesflow.streaming;

/**
 * One line of what {@code topics apply} did.
 *
 * @param what topic or subject
 * @param action what was done with it
 * @param detail values
 */
public record TopicChange(String what, Action action, String detail) {
  /** What was done. */
  public enum Action {
    CREATED,
    CHANGED,
    UNCHANGED
  }
}
