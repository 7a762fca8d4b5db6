package org.seriesflow.cli.faults;

import java.util.List;
import java.util.Map;
import org.seriesflow.events.IntakeSource;

/**
 * What became of all series, as JSON and for people alike.
 *
 * @param seed of faults and series
 * @param series that were sent; each is synthetic
 * @param instances of them that were acknowledged
 * @param sources by which way the instances came, as their first events state it
 * @param revisions that were assembled
 * @param predicted series whose last revision was predicted
 * @param skipped series whose last revision was skipped
 * @param failed series whose last revision failed
 * @param lost series of which a revision has no end, or no revision has all instances
 * @param doubled revisions with more than one end
 * @param outOfOrder predictions after one of a later revision of their series
 * @param withoutTrace acknowledged instances that no event names
 * @param deadLetters by stage and cause
 * @param endedByThemselves services that ended without being told to or were not alive, and were
 *     started again
 * @param seconds from the first send to the last end
 * @param faults in their order
 * @param notTried kinds of faults that this machine does not allow
 */
record FaultsReport(
    long seed,
    int series,
    int instances,
    int brokers,
    Map<IntakeSource, Integer> sources,
    int revisions,
    int predicted,
    int skipped,
    int failed,
    int lost,
    int doubled,
    int outOfOrder,
    long withoutTrace,
    Map<String, Integer> deadLetters,
    int endedByThemselves,
    double seconds,
    List<Done> faults,
    List<String> notTried) {

  /**
   * A fault that was.
   *
   * @param afterSeconds since the first send
   * @param lastedSeconds until it was mended
   * @param recoveredSeconds from then until all services were ready
   * @param refused what the router was told instead of SUCCESS, and how often: a DIMSE status,
   *     {@code REJECTED} for an association, {@code NO_RESPONSE} and {@code NO_ASSOCIATION} where
   *     nobody answered; with {@code STOW} before it what a request was answered; {@code
   *     NOT_ANNOUNCED} where store or log did not take what the router wrote itself
   */
  record Done(
      FaultKind kind,
      String target,
      double afterSeconds,
      double lastedSeconds,
      double recoveredSeconds,
      Map<String, Integer> refused) {}

  /** Whether nothing was lost, doubled or out of order. */
  boolean isClean() {
    return lost == 0 && doubled == 0 && outOfOrder == 0 && withoutTrace == 0;
  }
}
