package org.seriesflow.streaming.stage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.RecordHeader;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.deadletter.Redrive;
import org.seriesflow.streaming.registry.CorruptEventException;
import org.seriesflow.streaming.stage.EmissionEncoder.EncodedEvent;
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
  private EmissionEncoder encoder;
  private final OutcomeCounter counter;
  private ProcessorContext<byte[], byte[]> context;

  public StageProcessor(StageDefinition<V> definition, StageRuntime runtime) {
    this.definition = definition;
    this.runtime = runtime;
    this.stage = definition.stage().get();
    this.component = "stage " + definition.name();
    this.counter = new OutcomeCounter(runtime.metrics(), runtime.clock());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> newContext) {
    this.context = newContext;
    this.encoder = new EmissionEncoder(runtime.codec(), newContext.applicationId());
    stage.start(new Host());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    boolean emitted =
        !Redrive.isForAnother(record.headers(), definition.name(), context.applicationId())
            && workOn(record);
    switch (definition.commits()) {
      case EACH_RECORD -> context.commit();
      case EACH_EVENT -> {
        if (emitted) {
          context.commit();
        }
      }
      case BY_INTERVAL -> {
        // Streams commits by itself.
      }
    }
  }

  /** Gives whether anything was emitted. */
  private boolean workOn(Record<byte[], byte[]> record) {
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
      List<EncodedEvent> results =
          retrying(
              component, attempt -> work(first.withAttempt(attempt), record.headers(), logging));
      results.forEach(this::forward);
      return !results.isEmpty();
    }
  }

  /**
   * One try: decode, work, encode, write state. Nothing is forwarded before all of it went well.
   */
  private List<EncodedEvent> work(StageContext undecoded, Headers headers, StageLogging logging) {
    StageContext stageContext = undecoded;
    V event = null;
    Outcome outcome;
    try {
      event =
          runtime
              .codec()
              .decode(
                  definition.input(undecoded.input().topic()),
                  EmissionEncoder.bytes(undecoded.input().value()));
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
    List<EncodedEvent> results = encode(outcome, stageContext, headers);
    if (event != null) {
      stage.afterwards(event, outcome, stageContext);
    }
    counter.count(outcome, stageContext);
    return results;
  }

  private boolean endsRevision(StageContext stageContext) {
    return definition.failureEndsRevision()
        && stageContext.header().map(header -> header.getRevision() > 0).orElse(false);
  }

  private void requireKey(StageContext stageContext) {
    Optional<String> uid = stageContext.header().map(EventHeader::getSeriesInstanceUid);
    byte[] key = EmissionEncoder.bytes(stageContext.input().key());
    if (uid.isPresent()
        && !uid.get().equals(key == null ? null : new String(key, StandardCharsets.UTF_8))) {
      throw new CorruptEventException(
          "The key of the record is %s, and its header says series %s."
              .formatted(
                  key == null ? "missing" : "'" + new String(key, StandardCharsets.UTF_8) + "'",
                  uid.get()));
    }
  }

  private List<EncodedEvent> encode(Outcome outcome, StageContext stageContext, Headers headers) {
    return switch (outcome) {
      case Outcome.Emit(var emissions) ->
          emissions.stream()
              .map(emission -> encoder.encode(emission, stageContext.input().timestamp(), headers))
              .toList();
      case Outcome.Nothing _ -> List.of();
      case Outcome.Failure failure when isDeadLetterTopic(stageContext) -> {
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
            encoder.encode(
                Emission.of(runtime.deadLetters(), letter),
                stageContext.input().timestamp(),
                headers));
      }
    };
  }

  /** A dead letter of a dead letter would be read here again, without end. */
  private boolean isDeadLetterTopic(StageContext stageContext) {
    return definition.input(stageContext.input().topic()).valueType() == DeadLetter.class;
  }

  private void forward(EncodedEvent encoded) {
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

  private static ByteBuffer buffer(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes).asReadOnlyBuffer();
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
    List<EncodedEvent> results =
        retrying(
            component + " (by time)",
            _ ->
                switch (punctuation.at(timestamp)) {
                  case Outcome.Emit(var emissions) ->
                      emissions.stream()
                          .map(emission -> encoder.encode(emission, timestamp))
                          .toList();
                  case Outcome.Nothing _ -> List.<EncodedEvent>of();
                  case Outcome.Failure failure ->
                      throw new IllegalStateException("A punctuation cannot fail: " + failure);
                });
    results.forEach(this::forward);
    if (!results.isEmpty()) {
      context.commit();
    }
  }
}
