package org.seriesflow.streaming;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.Routing;
import org.seriesflow.events.StageTiming;

/** Headers of events: read from any event, and derived from the header of the input. */
public final class EventHeaders {
  private EventHeaders() {}

  /** The header of an event; empty for a dead letter of an input that could not be decoded. */
  public static Optional<EventHeader> of(IndexedRecord event) {
    return field(event, "header", EventHeader.class);
  }

  /** The stages so far; empty for events that carry none. */
  public static List<StageTiming> timingsOf(IndexedRecord event) {
    return field(event, "timings", List.class).stream()
        .flatMap(List<?>::stream)
        .filter(StageTiming.class::isInstance)
        .map(StageTiming.class::cast)
        .toList();
  }

  /** What the rules say of the series; empty for events that do not carry it. */
  public static Optional<Routing> routingOf(IndexedRecord event) {
    return field(event, "routing", Routing.class);
  }

  /** A field as text, whatever its type; empty where there is no such field or it is null. */
  public static Optional<String> text(IndexedRecord event, String name) {
    return field(event, name, Object.class).map(Object::toString);
  }

  private static <T> Optional<T> field(IndexedRecord event, String name, Class<T> type) {
    Schema.Field field = event.getSchema().getField(name);
    return field == null
        ? Optional.empty()
        : Optional.ofNullable(event.get(field.pos())).filter(type::isInstance).map(type::cast);
  }

  /**
   * The header of an event that follows from another one: all its identity, a child span, and who
   * makes it when.
   *
   * @param producer name and version, as in {@code roi-service@0.1.0}
   */
  public static EventHeader following(EventHeader input, String producer, Clock clock) {
    var trace =
        Optional.ofNullable(input.getTraceparent())
            .flatMap(Traceparent::parse)
            .map(Traceparent::child)
            .orElseGet(Traceparent::start);
    return EventHeader.newBuilder(input)
        .setTraceparent(trace.toString())
        .setProducer(producer)
        .setProducedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }
}
