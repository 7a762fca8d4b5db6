package org.seriesflow.streaming.stage;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.events.Lane;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;

/**
 * The lanes that one Kafka Streams application of a stage works on. A live stage has an application
 * for each, so that what is urgent has a thread, a consumer group and a state of its own; where
 * nobody waits for the result, one works on all.
 */
public enum ServedLanes {
  /** All that is not urgent. */
  ROUTINE,
  /** What is urgent, from and to topics of its own. */
  STAT,
  /** Both, in one application. */
  ALL;

  private static final String STAT_APPLICATION = "-stat";

  /** One for each application of a stage in that mode. */
  public static List<ServedLanes> of(ProcessingMode mode) {
    return mode == ProcessingMode.LIVE ? List.of(ROUTINE, STAT) : List.of(ALL);
  }

  /** The id of the application, from the one that is configured for the stage. */
  public String applicationId(String configured) {
    return this == STAT ? configured + STAT_APPLICATION : configured;
  }

  /** The lane that its work takes its turn in. */
  public Lane lane() {
    return this == STAT ? Lane.STAT : Lane.ROUTINE;
  }

  /** Whether series of the lane are worked on here; UNKNOWN is taken for ROUTINE. */
  public boolean contain(Lane lane) {
    return this == ALL || (this == STAT) == (lane == Lane.STAT);
  }

  /**
   * What is read where a stage reads the topic.
   *
   * @param topic of routine work; one that is not of the catalogue, or that holds what jobs score
   *     again, holds all lanes where both are worked on together
   */
  public <V extends SpecificRecord> List<Topic<? extends V>> inputs(Topic<V> topic) {
    return switch (this) {
      case ROUTINE -> List.of(topic);
      case STAT -> List.of(stat(topic));
      case ALL ->
          Topics.byName(stat(topic).name()).isPresent()
              ? List.of(topic, stat(topic))
              : List.of(topic);
    };
  }

  /** What is written to where a stage writes work to the topic. */
  public <V extends SpecificRecord> Topic<V> output(Topic<V> topic) {
    return this == STAT ? stat(topic) : topic;
  }

  private static <V extends SpecificRecord> Topic<V> stat(Topic<V> topic) {
    return topic.withName(topic.name() + Topics.STAT_SUFFIX);
  }
}
