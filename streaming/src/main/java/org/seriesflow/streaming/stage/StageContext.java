package org.seriesflow.streaming.stage;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.RecordHeader;
import org.seriesflow.events.StageTiming;
import org.seriesflow.streaming.EventHeaders;

/**
 * The circumstances of one event in one stage.
 *
 * @param stage name of the stage
 * @param producer name and version of the service
 * @param clock what time it is
 * @param startedAt when the stage took the record
 * @param attempt from 1
 * @param input the record as it stood
 * @param event the decoded event; empty where it could not be decoded
 * @param parts what the parts of the work took so far
 */
public record StageContext(
    String stage,
    String producer,
    Clock clock,
    Instant startedAt,
    int attempt,
    InputRecord input,
    Optional<IndexedRecord> event,
    StageParts parts) {

  /** The circumstances at the beginning, before anything was measured. */
  public StageContext(
      String stage,
      String producer,
      Clock clock,
      Instant startedAt,
      int attempt,
      InputRecord input,
      Optional<IndexedRecord> event) {
    this(stage, producer, clock, startedAt, attempt, input, event, new StageParts());
  }

  /** A record as it stood in its topic; key and value may be null. */
  public record InputRecord(
      String topic,
      int partition,
      long offset,
      long timestamp,
      ByteBuffer key,
      ByteBuffer value,
      List<RecordHeader> headers) {}

  /** Header of the input event. */
  public Optional<EventHeader> header() {
    return event.flatMap(EventHeaders::of);
  }

  /**
   * Header for an event that follows from the input: its identity, a child span, this producer,
   * now.
   *
   * @throws IllegalStateException where the input has none (a dead letter of an undecodable input)
   */
  public EventHeader outputHeader() {
    return EventHeaders.following(
        header().orElseThrow(() -> new IllegalStateException("The input has no header")),
        producer,
        clock);
  }

  /**
   * Begins a part of the work, whose time until it is closed stands in the stage's timing.
   *
   * @param name one of those in {@link StageParts}; what has one name is added up
   */
  public StageParts.Part part(String name) {
    return parts.begin(name, clock);
  }

  /** The time in this stage until now, without a network. */
  public StageTiming timing() {
    return timing(null);
  }

  /** The time in this stage until now, and how much of it the networks took. */
  public StageTiming timing(Duration network) {
    return StageTiming.newBuilder()
        .setStage(stage)
        .setStartedAt(startedAt.truncatedTo(ChronoUnit.MILLIS))
        .setMillis(millis(Duration.between(startedAt, clock.instant())))
        .setNetworkMillis(network == null ? null : millis(network))
        .setParts(parts.measured())
        .build();
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  /** The timings of the input, and this stage's. */
  public List<StageTiming> timings(Duration network) {
    var timings = new ArrayList<>(event.map(EventHeaders::timingsOf).orElse(List.of()));
    timings.add(timing(network));
    return timings;
  }

  /** A dead letter of the input: for a stage that goes on with the series without this event. */
  public DeadLetter deadLetter(String code, String sentence, boolean endsRevision) {
    return DeadLetter.newBuilder()
        .setHeader(header().orElse(null))
        .setCauseCode(code)
        .setCause(sentence)
        .setStage(stage)
        .setEndsRevision(endsRevision)
        .setTopic(input.topic())
        .setPartition(input.partition())
        .setOffset(input.offset())
        .setTimestamp(Instant.ofEpochMilli(input.timestamp()))
        .setOriginalKey(input.key())
        .setOriginalValue(input.value())
        .setOriginalHeaders(input.headers())
        .setAttempts(attempt)
        .setFailedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .setProducer(producer)
        .setTimings(timings(null))
        .setRouting(event.flatMap(EventHeaders::routingOf).orElse(null))
        .build();
  }

  StageContext withAttempt(int newAttempt) {
    return new StageContext(stage, producer, clock, startedAt, newAttempt, input, event);
  }

  StageContext withEvent(IndexedRecord newEvent) {
    return new StageContext(
        stage, producer, clock, startedAt, attempt, input, Optional.of(newEvent), parts);
  }
}
