package org.seriesflow.streaming.deadletter;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.DeadLetterAction;
import org.seriesflow.events.DeadLetterHandled;

/**
 * All about one input that could not be worked on: its letters, one an attempt, what was decided
 * about them, and how it ended.
 *
 * @param id the first letter, even where retention has deleted it
 * @param letters those that still stand, oldest first, at least one
 * @param handled what was decided, oldest first
 * @param ends what carries the link of a redrive and ends something, oldest first
 */
public record LetterChain(
    LetterId id, List<Letter> letters, List<DeadLetterHandled> handled, List<End> ends) {
  /**
   * A letter where it stands.
   *
   * @param attempt of the input, from 1
   */
  public record Letter(LetterId id, int attempt, DeadLetter event) {}

  /**
   * What came of a redrive.
   *
   * @param attempt that led to it
   * @param topic where it stands
   * @param status as in PREDICTED, SUPERSEDED, SKIPPED or DEAD_LETTER (of a later stage)
   * @param where partition and offset in the topic
   */
  public record End(int attempt, String topic, String status, LetterId where) {}

  /** How it stands with an input. */
  public enum State {
    /** Failed, and nothing was decided since. */
    OPEN,
    /** Sent again; neither an end nor another letter has come. */
    REDRIVEN,
    /** Sent again, and it led to an end. */
    ENDED,
    /** To be left as it is. */
    DISCARDED
  }

  public LetterChain {
    letters = List.copyOf(letters);
    handled = List.copyOf(handled);
    ends = List.copyOf(ends);
  }

  /** The newest letter: why the input failed last. */
  public DeadLetter latest() {
    return letters.getLast().event();
  }

  /** How often the input was worked on, or is on its way to be. */
  public int attempts() {
    return Stream.concat(
            letters.stream().map(Letter::attempt),
            handled.stream().map(DeadLetterHandled::getAttempt))
        .max(Integer::compare)
        .orElse(1);
  }

  /** How it stands. */
  public State state() {
    if (handled.stream().anyMatch(one -> one.getAction() == DeadLetterAction.DISCARDED)) {
      return State.DISCARDED;
    }
    boolean failedLast = letters.stream().anyMatch(letter -> letter.attempt() >= attempts());
    if (failedLast) {
      return State.OPEN;
    }
    return end().isPresent() ? State.ENDED : State.REDRIVEN;
  }

  /** The end that the last attempt led to. */
  public Optional<End> end() {
    return ends.stream().filter(end -> end.attempt() == attempts()).findFirst();
  }
}
