package org.seriesflow.streaming.deadletter;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.seriesflow.events.DeadLetterAction;
import org.seriesflow.events.DeadLetterHandled;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.registry.EventCodec;

/**
 * Sends inputs again, or records that they are to be let be. The input and the event that says so
 * are one transaction, and all who decide share one transactional id: whoever begins later ends the
 * earlier, and reads all that it had committed. So no attempt is ever sent twice, however often and
 * from wherever a command is run.
 */
public final class DeadLetterHandling implements AutoCloseable {
  private static final String TRANSACTIONAL_ID = "seriesflow-dead-letters";

  private final KafkaProducer<byte[], byte[]> producer;
  private final Admin admin;
  private final DeadLetters letters;
  private final EventCodec codec;
  private final Clock clock;
  private final Map<String, Map<TopicPartition, OffsetAndMetadata>> groups = new HashMap<>();

  /**
   * Who decides and how it is to be done.
   *
   * @param handledBy in their own words; stands in the event
   * @param reason stands in the event
   * @param applicationId that is to work on the inputs in place of the one that failed
   */
  public record Decision(
      String handledBy, Optional<String> reason, Optional<String> applicationId) {}

  /**
   * What became of one decision.
   *
   * @param attempt that began, or the attempts so far
   * @param refusal why nothing was done; empty where it was
   */
  public record Result(LetterChain chain, int attempt, Optional<String> refusal) {}

  /**
   * From now on nobody else decides.
   *
   * @param kafka client settings: bootstrap servers and security
   * @throws TransientFaultException where the brokers are away
   */
  public DeadLetterHandling(Map<String, String> kafka, EventCodec codec, Clock clock) {
    this.codec = codec;
    this.clock = clock;
    this.letters = new DeadLetters(kafka, codec);
    var properties = new Properties();
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(4 << 20));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "20000");
    properties.putAll(kafka);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    var adminProperties = new Properties();
    adminProperties.putAll(kafka);
    admin = Admin.create(adminProperties);
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      close();
      throw new TransientFaultException("Kafka does not answer: " + e.getMessage(), e);
    }
  }

  /**
   * How it stands; nobody else changes it as long as this is open. What this decides is seen a
   * moment later, and by whoever opens next at once.
   */
  public List<LetterChain> read() {
    return letters.read();
  }

  /** Sends the input of an open letter again to the stage that failed, as it stood. */
  public Result redrive(LetterChain chain, Decision decision) {
    int attempt = chain.attempts() + 1;
    var refusal = notOpen(chain).or(() -> notWaitedFor(chain, decision));
    if (refusal.isPresent()) {
      return new Result(chain, chain.attempts(), refusal);
    }
    var letter = chain.latest();
    var handled =
        event(chain, DeadLetterAction.REDRIVEN, attempt, decision)
            .setTopic(letter.getTopic())
            .build();
    commit(input(chain, attempt, decision, handled.getHandledAt()), handled);
    return new Result(chain, attempt, Optional.empty());
  }

  /** Records that an open letter is to be let be. */
  public Result discard(LetterChain chain, Decision decision) {
    var refusal = notOpen(chain);
    if (refusal.isEmpty()) {
      commit(null, event(chain, DeadLetterAction.DISCARDED, chain.attempts(), decision).build());
    }
    return new Result(chain, chain.attempts(), refusal);
  }

  private static Optional<String> notOpen(LetterChain chain) {
    return switch (chain.state()) {
      case OPEN -> Optional.empty();
      case REDRIVEN -> Optional.of("attempt %d is on its way".formatted(chain.attempts()));
      case ENDED ->
          Optional.of(
              "attempt %d ended: %s"
                  .formatted(chain.attempts(), chain.end().orElseThrow().status()));
      case DISCARDED -> Optional.of("it was discarded");
    };
  }

  /** An input that nobody reads would be lost without a word. */
  private Optional<String> notWaitedFor(LetterChain chain, Decision decision) {
    var letter = chain.latest();
    return application(chain, decision)
        .filter(
            id ->
                groupOffsets(id).keySet().stream()
                    .noneMatch(partition -> partition.topic().equals(letter.getTopic())))
        .map(
            id ->
                "application %s has never read topic %s; name the one that takes its place"
                    .formatted(id, letter.getTopic()));
  }

  private static Optional<String> application(LetterChain chain, Decision decision) {
    return decision
        .applicationId()
        .or(() -> Optional.ofNullable(chain.latest().getApplicationId()));
  }

  private Map<TopicPartition, OffsetAndMetadata> groupOffsets(String applicationId) {
    return groups.computeIfAbsent(
        applicationId,
        id -> {
          try {
            return admin.listConsumerGroupOffsets(id).partitionsToOffsetAndMetadata().get();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFaultException("Interrupted while asking for group " + id, e);
          } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
              return Map.of();
            }
            throw new TransientFaultException(
                "Kafka does not say what group %s reads: %s"
                    .formatted(id, e.getCause().getMessage()),
                e);
          }
        });
  }

  /**
   * Key, value and headers as they stood, in the partition where it stood, under the time of the
   * decision, from which on ends are looked for.
   */
  private ProducerRecord<byte[], byte[]> input(
      LetterChain chain, int attempt, Decision decision, Instant at) {
    var letter = chain.latest();
    var headers = new ArrayList<Header>();
    for (var header : letter.getOriginalHeaders()) {
      if (!Redrive.isRedrive(header.getKey())) {
        headers.add(new RecordHeader(header.getKey(), Bytes.of(header.getValue())));
      }
    }
    headers.addAll(
        new Redrive(chain.id(), attempt).headers(letter.getStage(), application(chain, decision)));
    boolean there = letter.getPartition() < producer.partitionsFor(letter.getTopic()).size();
    return new ProducerRecord<>(
        letter.getTopic(),
        there ? letter.getPartition() : null,
        at.toEpochMilli(),
        Bytes.of(letter.getOriginalKey()),
        Bytes.of(letter.getOriginalValue()),
        headers);
  }

  private DeadLetterHandled.Builder event(
      LetterChain chain, DeadLetterAction action, int attempt, Decision decision) {
    return DeadLetterHandled.newBuilder()
        .setHeader(chain.latest().getHeader())
        .setLetterId(chain.id().toString())
        .setAction(action)
        .setAttempt(attempt)
        .setReason(decision.reason().orElse(null))
        .setHandledBy(decision.handledBy())
        .setHandledAt(clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  private void commit(ProducerRecord<byte[], byte[]> input, DeadLetterHandled event) {
    var value = codec.encode(Topics.DEAD_LETTERS_HANDLED, event);
    var header = event.getHeader();
    byte[] key =
        header == null
            ? null
            : header.getSeriesInstanceUid().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var said =
        new ProducerRecord<>(
            Topics.DEAD_LETTERS_HANDLED.name(),
            null,
            event.getHandledAt().toEpochMilli(),
            key,
            value);
    try {
      producer.beginTransaction();
      // The commit throws what a send met.
      if (input != null) {
        var _ = producer.send(input);
      }
      var _ = producer.send(said);
      producer.commitTransaction();
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new TransientFaultException(
          "Another dead-letters command has begun meanwhile; letter %s is as it was."
              .formatted(event.getLetterId()),
          e);
    } catch (KafkaException e) {
      throw new TransientFaultException(
          "Whether letter %s was handled is not known; run the command again, it repeats nothing: %s"
              .formatted(event.getLetterId(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
