package org.seriesflow.stages;

import java.time.Clock;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.streaming.EventHeaders;

/**
 * What a running service is there for. One that is not LIVE works on the same input without effect
 * on the live topics. A REPLAY deployment serves all jobs: the job travels in the events.
 *
 * @param mode LIVE, REPLAY or SHADOW
 * @param producer name and version of the service, as in {@code roi-service@0.1.0}
 * @param clock for the time at which events are produced
 */
public record Deployment(ProcessingMode mode, String producer, Clock clock) {
  public Deployment {
    if (mode == ProcessingMode.UNKNOWN) {
      throw new IllegalArgumentException("seriesflow.mode is UNKNOWN; set LIVE, REPLAY or SHADOW");
    }
  }

  /**
   * Whether the deployment works on an event: a replay on those of jobs, the others on live ones.
   */
  public boolean worksOn(EventHeader header) {
    return isOwn(header)
        || (mode == ProcessingMode.SHADOW && header.getMode() == ProcessingMode.LIVE);
  }

  /** Whether the event was made in this mode; in a replay, by a job that it names. */
  public boolean isOwn(EventHeader header) {
    return header.getMode() == mode
        && (mode == ProcessingMode.REPLAY) == (header.getJobId() != null);
  }

  /** The job of an event; empty where there is none. */
  public String jobOf(EventHeader header) {
    return mode == ProcessingMode.REPLAY ? header.getJobId() : "";
  }

  /**
   * The header of an event that this deployment makes from another: a child span, its own mode, and
   * the job of a replay.
   */
  public EventHeader following(EventHeader input) {
    var header = EventHeaders.following(input, producer, clock);
    header.setMode(mode);
    header.setJobId(mode == ProcessingMode.REPLAY ? input.getJobId() : null);
    return header;
  }

  /**
   * Refuses a topic that contradicts the mode: a live deployment writes to the live topic alone,
   * any other never.
   *
   * @param key configuration key of the topic
   */
  public void requireTopic(String key, String topic, String liveTopic) {
    boolean live = mode == ProcessingMode.LIVE;
    if (live != topic.equals(liveTopic)) {
      throw new IllegalArgumentException(
          "%s is '%s' and seriesflow.mode is %s: %s"
              .formatted(
                  key,
                  topic,
                  mode,
                  live
                      ? "LIVE writes to '" + liveTopic + "' and nowhere else"
                      : "only LIVE may write to '" + liveTopic + "'; name another topic"));
    }
  }
}
