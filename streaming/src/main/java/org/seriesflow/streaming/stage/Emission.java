package org.seriesflow.streaming.stage;

import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.streaming.Topic;

/**
 * An event on its way to a topic.
 *
 * @param timestamp of the record, in milliseconds; empty: that of the input
 */
public record Emission<V extends SpecificRecord>(Topic<V> topic, V event, OptionalLong timestamp) {

  public static <V extends SpecificRecord> Emission<V> of(Topic<V> topic, V event) {
    return new Emission<>(topic, event, OptionalLong.empty());
  }

  public Emission<V> at(long newTimestamp) {
    return new Emission<>(topic, event, OptionalLong.of(newTimestamp));
  }
}
