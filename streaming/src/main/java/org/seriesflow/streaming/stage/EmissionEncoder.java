package org.seriesflow.streaming.stage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.EventHeader;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.deadletter.Redrive;
import org.seriesflow.streaming.registry.EventCodec;

/** Makes records of events: keyed by their series, a dead letter by the key of its input. */
final class EmissionEncoder {
  /** Record headers that stages pass on from their input to all that follows from it. */
  private static final String PASSED_ON = "seriesflow-";

  private final EventCodec codec;
  private final String applicationId;

  EmissionEncoder(EventCodec codec, String applicationId) {
    this.codec = codec;
    this.applicationId = applicationId;
  }

  /** A record on its way to a topic. */
  record EncodedEvent(String topic, Record<byte[], byte[]> record) {}

  /** An event that follows from no input. */
  <E extends SpecificRecord> EncodedEvent encode(Emission<E> emission, long timestamp) {
    return encode(emission, timestamp, new RecordHeaders());
  }

  /** An event that follows from an input. */
  <E extends SpecificRecord> EncodedEvent encode(
      Emission<E> emission, long inputTimestamp, Headers inputHeaders) {
    Topic<E> topic = emission.topic();
    if (emission.event() instanceof DeadLetter letter) {
      letter.setApplicationId(applicationId);
    }
    var header = EventHeaders.of(emission.event());
    byte[] key =
        emission.event() instanceof DeadLetter letter
            ? bytes(letter.getOriginalKey())
            : header
                .map(h -> h.getSeriesInstanceUid().getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("An event without header"));
    var headers = new RecordHeaders();
    header
        .map(EventHeader::getTraceparent)
        .ifPresent(trace -> headers.add("traceparent", trace.getBytes(StandardCharsets.US_ASCII)));
    for (var inherited : inputHeaders) {
      if (inherited.key().startsWith(PASSED_ON) && !Redrive.isAddress(inherited)) {
        headers.add(inherited);
      }
    }
    byte[] value = codec.encode(topic, emission.event());
    return new EncodedEvent(
        topic.name(),
        new Record<>(key, value, emission.timestamp().orElse(inputTimestamp), headers));
  }

  static byte[] bytes(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
