package org.seriesflow.ingest.reception;

import java.util.Map;
import java.util.function.Supplier;
import org.seriesflow.streaming.TransientFaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers what the log has lost although it had acknowledged it: brokers acknowledge what is in
 * the memory of the in-sync replicas, and where all of them lose their power before it is on their
 * disks, a partition comes back shorter. None does so without a new leader, so that is what is
 * watched for. Most new leaders have lost nothing: then the recovery finds nothing to publish.
 *
 * <p>Not safe for threads.
 */
public final class LogWatch {
  private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);

  private final Supplier<Map<Integer, Integer>> leaderEpochs;
  private final Runnable recovery;
  private Map<Integer, Integer> known;

  /**
   * Watches from now on: what was lost before is not seen, so a recovery has to follow.
   *
   * @param leaderEpochs by partition; throws {@link TransientFaultException} where nobody knows
   * @param recovery publishes what stands in the store and not in the log
   * @throws TransientFaultException where nobody knows now
   */
  public LogWatch(Supplier<Map<Integer, Integer>> leaderEpochs, Runnable recovery) {
    this.leaderEpochs = leaderEpochs;
    this.recovery = recovery;
    known = leaderEpochs.get();
  }

  /**
   * Looks, and recovers where a partition has a new leader. Where the log or the store are away,
   * the next look does.
   */
  public void look() {
    try {
      var now = leaderEpochs.get();
      if (!now.equals(known)) {
        LOG.info(
            "partitions have new leaders, {} after {}: what the log lacks is looked for",
            now,
            known);
        recovery.run();
        known = now;
      }
    } catch (TransientFaultException e) {
      LOG.warn("whether the log has lost something is asked again: {}", e.getMessage());
    } catch (RuntimeException e) {
      // Thrown on, it would end the watch without a word.
      LOG.error("what the log lacks could not be looked for; asked again", e);
    }
  }
}
