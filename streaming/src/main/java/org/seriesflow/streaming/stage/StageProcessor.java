package org.seriesflow.streaming.stage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.RecordHeader;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.registry.CorruptEventException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a stage inside Kafka Streams. Takes raw bytes, so that a dead letter holds the input exactly
 * as it stood, and gives bytes to the sinks, so that a registry that is away is met here, where it
 * can be waited for, and not in Streams' producer.
 *
 * <p>A passing fault is tried again while readiness is down; after the bound of the back-off it is
 * thrown, and the stream thread starts anew at the same record. Bad data and unexpected exceptions
 * become dead letters.
 */
public final class StageProcessor<V extends SpecificRecord>
    implements Processor<byte[], byte[], byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(StageProcessor.class);

  /** Cause code of an exception that no stage should throw. */
  public static final String UNEXPECTED = "UNEXPECTED";

  private final StageDefinition<V> definition;
  private final StageRuntime runtime;
  private final Stage<V> stage;
  private final String component;
  private ProcessorContext<byte[], byte[]> context;

  public StageProcessor(StageDefinition<V> definition, StageRuntime runtime) {
    this.definition = definition;
    this.runtime = runtime;
    this.stage = definition.stage().get();
    this.component = "stage " + definition.name();
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> newContext) {
    this.context = newContext;
    stage.start(new Host());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Instant startedAt = runtime.clock().instant();
    var input = inputRecord(record);
    runtime
        .metrics()
        .queued(
            definition.name(),
            Duration.between(Instant.ofEpochMilli(record.timestamp()), startedAt));
    var first =
        new StageContext(
            definition.name(),
            runtime.producer(),
            runtime.clock(),
            startedAt,
            1,
            input,
            Optional.empty());
    try (var logging = new StageLogging(first)) {
      List<Encoded> results =
          retrying(component, attempt -> work(first.withAttempt(attempt), logging));
      results.forEach(this::forward);
    }
    if (definition.commitsEachRecord()) {
      context.commit();
    }
  }

  /**
   * One try: decode, work, encode, write state. Nothing is forwarded before all of it went well.
   */
  private List<Encoded> work(StageContext undecoded, StageLogging logging) {
    StageContext stageContext = undecoded;
    V event = null;
    Outcome outcome;
    try {
      event = runtime.codec().decode(definition.input(), bytes(undecoded.input().value()));
      stageContext = undecoded.withEvent(event);
      logging.of(stageContext);
      requireKey(stageContext);
      outcome = Objects.requireNonNull(stage.apply(event, stageContext), "outcome");
    } catch (TransientFaultException | KafkaException e) {
      throw e;
    } catch (DataException e) {
      outcome = new Outcome.Failure(e.code(), e.getMessage(), endsRevision(stageContext));
    } catch (RuntimeException e) {
      LOG.error("Unexpected in stage {}: the record becomes a dead letter", definition.name(), e);
      outcome = new Outcome.Failure(UNEXPECTED, e.toString(), endsRevision(stageContext));
    }
    List<Encoded> results = encode(outcome, stageContext);
    if (event != null) {
      stage.afterwards(event, outcome, stageContext);
    }
    count(outcome, stageContext);
    return results;
  }

  private boolean endsRevision(StageContext stageContext) {
    return definition.failureEndsRevision()
        && stageContext.header().map(header -> header.getRevision() > 0).orElse(false);
  }

  private void requireKey(StageContext stageContext) {
    Optional<String> uid = stageContext.header().map(EventHeader::getSeriesInstanceUid);
    byte[] key = bytes(stageContext.input().key());
    if (uid.isPresent()
        && !uid.get().equals(key == null ? null : new String(key, StandardCharsets.UTF_8))) {
      throw new CorruptEventException(
          "The key of the record is %s, and its header says series %s."
              .formatted(
                  key == null ? "missing" : "'" + new String(key, StandardCharsets.UTF_8) + "'",
                  uid.get()));
    }
  }

  private List<Encoded> encode(Outcome outcome, StageContext stageContext) {
    return switch (outcome) {
      case Outcome.Emit(var emissions) ->
          emissions.stream()
              .map(emission -> encode(emission, stageContext.input().timestamp()))
              .toList();
      case Outcome.Nothing _ -> List.of();
      case Outcome.Failure failure when isDeadLetterTopic() -> {
        LOG.error(
            "A dead letter could not be worked on and stays where it is: {} {} ({}-{} offset {})",
            failure.code(),
            failure.sentence(),
            stageContext.input().topic(),
            stageContext.input().partition(),
            stageContext.input().offset());
        yield List.of();
      }
      case Outcome.Failure(String code, String sentence, boolean endsRevision) -> {
        LOG.warn("Dead letter {}: {}", code, sentence);
        DeadLetter letter = stageContext.deadLetter(code, sentence, endsRevision);
        yield List.of(
            encode(Emission.of(runtime.deadLetters(), letter), stageContext.input().timestamp()));
      }
    };
  }

  /** A dead letter of a dead letter would be read here again, without end. */
  private boolean isDeadLetterTopic() {
    return definition.input().valueType() == DeadLetter.class;
  }

  private <E extends SpecificRecord> Encoded encode(Emission<E> emission, long inputTimestamp) {
    Topic<E> topic = emission.topic();
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
    byte[] value = runtime.codec().encode(topic, emission.event());
    return new Encoded(
        topic.name(),
        new Record<>(key, value, emission.timestamp().orElse(inputTimestamp), headers));
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private record Encoded(String topic, Record<byte[], byte[]> record) {}

  private void forward(Encoded encoded) {
    context.forward(encoded.record(), StageTopology.sinkName(encoded.topic()));
  }

  @FunctionalInterface
  private interface Attempt<T> {
    T run(int attempt);
  }

  private <T> T retrying(String who, Attempt<T> work) {
    var backoff = runtime.backoff();
    Duration waited = Duration.ZERO;
    for (int attempt = 1; ; attempt++) {
      try {
        T result = work.run(attempt);
        runtime.readiness().up(who);
        return result;
      } catch (TransientFaultException e) {
        runtime.readiness().down(who, e.getMessage());
        runtime.metrics().retried(definition.name());
        Duration wait = backoff.before(attempt);
        waited = waited.plus(wait);
        LOG.warn("Attempt {} failed, next in {} ms: {}", attempt, wait.toMillis(), e.getMessage());
        if (waited.compareTo(backoff.bound()) > 0 || !runtime.pauses().pause(wait)) {
          throw e;
        }
      }
    }
  }

  private void count(Outcome outcome, StageContext stageContext) {
    Duration latency = Duration.between(stageContext.startedAt(), runtime.clock().instant());
    switch (outcome) {
      case Outcome.Emit(var emissions) when emissions.isEmpty() ->
          runtime.metrics().finished(definition.name(), "nothing", "", latency);
      case Outcome.Emit(var emissions) ->
          emissions.forEach(
              emission ->
                  runtime
                      .metrics()
                      .finished(
                          definition.name(),
                          emission.topic().name(),
                          reasonOf(emission.event()),
                          latency));
      case Outcome.Failure failure ->
          runtime.metrics().finished(definition.name(), "dead-letters", failure.code(), latency);
      case Outcome.Nothing nothing ->
          runtime.metrics().finished(definition.name(), "nothing", nothing.reason(), latency);
    }
  }

  private static String reasonOf(IndexedRecord event) {
    return EventHeaders.text(event, "reasonCode")
        .or(() -> EventHeaders.text(event, "causeCode"))
        .or(() -> EventHeaders.text(event, "status"))
        .orElse("");
  }

  private StageContext.InputRecord inputRecord(Record<byte[], byte[]> record) {
    var metadata = context.recordMetadata().orElseThrow();
    var headers = new ArrayList<RecordHeader>();
    record
        .headers()
        .forEach(header -> headers.add(new RecordHeader(header.key(), buffer(header.value()))));
    return new StageContext.InputRecord(
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        record.timestamp(),
        buffer(record.key()),
        buffer(record.value()),
        headers);
  }

  private final class Host implements StageHost {
    @Override
    public <K, W> KeyValueStore<K, W> store(String name) {
      return Objects.requireNonNull(context.<KeyValueStore<K, W>>getStateStore(name), name);
    }

    @Override
    public void schedule(Duration interval, PunctuationType type, Punctuation punctuation) {
      context.schedule(interval, type, timestamp -> punctuate(punctuation, timestamp));
    }

    @Override
    public int partition() {
      return context.taskId().partition();
    }

    @Override
    public ProcessorContext<byte[], byte[]> context() {
      return context;
    }
  }

  private void punctuate(StageHost.Punctuation punctuation, long timestamp) {
    List<Encoded> results =
        retrying(
            component + " (by time)",
            _ ->
                switch (punctuation.at(timestamp)) {
                  case Outcome.Emit(var emissions) ->
                      emissions.stream().map(emission -> encode(emission, timestamp)).toList();
                  case Outcome.Nothing _ -> List.<Encoded>of();
                  case Outcome.Failure failure ->
                      throw new IllegalStateException("A punctuation cannot fail: " + failure);
                });
    results.forEach(this::forward);
    if (!results.isEmpty()) {
      context.commit();
    }
  }
}
