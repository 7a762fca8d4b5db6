package org.seriesflow.stages;

import java.time.Clock;
import java.util.Optional;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.streaming.EventHeaders;

/**
 * What a running service is there for. One that is not LIVE works on the same input without effect
 * on the live topics.
 *
 * @param mode LIVE, REPLAY or SHADOW
 * @param jobId the replay job; there exactly where the mode is REPLAY
 * @param producer name and version of the service, as in {@code roi-service@0.1.0}
 * @param clock for the time at which events are produced
 */
public record Deployment(
    ProcessingMode mode, Optional<String> jobId, String producer, Clock clock) {
  public Deployment {
    if (mode == ProcessingMode.UNKNOWN) {
      throw new IllegalArgumentException("seriesflow.mode is UNKNOWN; set LIVE, REPLAY or SHADOW");
    }
    if ((mode == ProcessingMode.REPLAY) != jobId.isPresent()) {
      throw new IllegalArgumentException(
          mode == ProcessingMode.REPLAY
              ? "seriesflow.mode is REPLAY and seriesflow.job-id is missing; name the job"
              : "seriesflow.job-id is '%s' and seriesflow.mode is %s; only REPLAY has a job"
                  .formatted(jobId.get(), mode));
    }
  }

  /**
   * Whether the deployment works on an event: on live ones, and on those of its own kind and job.
   */
  public boolean worksOn(EventHeader header) {
    if (header.getMode() == ProcessingMode.LIVE) {
      return true;
    }
    return isOwn(header);
  }

  /** Whether the event was made in this mode and job. */
  public boolean isOwn(EventHeader header) {
    return header.getMode() == mode && jobId.equals(Optional.ofNullable(header.getJobId()));
  }

  /**
   * The header of an event that this deployment makes from another: a child span, its own mode and
   * job.
   */
  public EventHeader following(EventHeader input) {
    var header = EventHeaders.following(input, producer, clock);
    header.setMode(mode);
    header.setJobId(jobId.orElse(null));
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
