package org.seriesflow.streaming.retention;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadLostException;
import org.seriesflow.streaming.payload.PayloadQuery;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.StoredPayload;
import org.seriesflow.streaming.retention.RetentionReport.Amount;
import org.seriesflow.streaming.retention.RetentionReport.TopicRead;
import org.seriesflow.streaming.retention.Sorting.Fate;

/**
 * Deletes payloads that nothing refers to any more. What stays: what a record of any topic mentions
 * (state of Kafka Streams and dead letters included), what an instance list mentions that stays
 * itself, and what is younger than the grace, since its event may still come.
 *
 * <p>All topics are read whole before the first payload is deleted; where one cannot be, nothing
 * is. May run beside the services, and is safe to run again after it was ended.
 */
public final class PayloadRetention {
  private static final int LINE_EVERY = 10_000;

  private final PayloadStore store;
  private final Map<String, String> kafka;
  private final RetentionSettings settings;
  private final Clock clock;
  private final Consumer<String> progress;

  /**
   * Describes a job.
   *
   * @param kafka client settings: bootstrap servers and security
   * @param progress takes a line now and then
   */
  public PayloadRetention(
      PayloadStore store,
      Map<String, String> kafka,
      RetentionSettings settings,
      Clock clock,
      Consumer<String> progress) {
    this.store = store;
    this.kafka = Map.copyOf(kafka);
    this.settings = settings;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Runs the job once.
   *
   * @throws RetentionRefusedException where the settings contradict one another or a topic could
   *     not be read whole: nothing was deleted
   * @throws org.seriesflow.streaming.TransientFaultException when store or brokers are away; what
   *     was deleted until then may go, and the next run goes on
   */
  public RetentionReport run() {
    var startedAt = clock.instant();
    var references = new ReferencedDigests();
    var topics = new ArrayList<TopicRead>();
    Duration transaction;
    try (var log = new LogEnds(kafka)) {
      transaction = settings.longestTransaction().orElseGet(log::longestTransaction);
      settings.requireGraceAbove(transaction);
      requireAgreement(log.kept());
      var reader = new LogReferences(kafka, transaction.plusMinutes(1), startedAt, progress);
      log.ofTopics(settings)
          .forEach((topic, ends) -> topics.add(reader.read(topic, ends, references)));
    }
    var lists = readLists(references);
    var sorting = new Sorting(references, lists.unreadable(), startedAt, settings);
    var amounts = count(sorting);
    requireMatchingStore(amounts, references.size());
    var deletable = amounts.getOrDefault(Fate.DELETED, Amount.NONE);
    return new RetentionReport(
        startedAt,
        settings.dryRun(),
        transaction,
        topics,
        references.size(),
        lists.read(),
        amounts.getOrDefault(Fate.REFERENCED, Amount.NONE),
        amounts.getOrDefault(Fate.YOUNG, Amount.NONE),
        amounts.getOrDefault(Fate.SPARED, Amount.NONE),
        settings.dryRun() ? deletable : delete(sorting, deletable.count()));
  }

  /** Where times contradict one another, nobody knows what may go. */
  private void requireAgreement(List<KeptTopic> topics) {
    var contradictions =
        new RetentionAgreement(topics, settings.recoveryHorizon(), Optional.empty())
            .contradictions();
    if (!contradictions.isEmpty()) {
      throw new RetentionRefusedException(
          String.join(" ", contradictions) + " Nothing is deleted.");
    }
  }

  /**
   * Instance lists.
   *
   * @param unreadable series of which a list that stays cannot be read
   */
  private record Lists(int read, Set<String> unreadable) {}

  /** A list's event may outlive those of its instances, which then only the list refers to. */
  private Lists readLists(ReferencedDigests references) {
    var unreadable = new HashSet<String>();
    var read = 0;
    for (var list : referencedLists(references)) {
      try (var payload = store.fetch(list.reference());
          var instances =
              new DataFileReader<GenericRecord>(
                  payload.file().toFile(), new GenericDatumReader<>())) {
        instances.forEachRemaining(instance -> references.addFrom(instance.toString()));
        read++;
      } catch (PayloadLostException | IOException | AvroRuntimeException e) {
        unreadable.add(list.scope());
        progress.accept(
            "series %s is spared, as its list %s cannot be read: %s"
                .formatted(list.scope(), list.reference().getKey(), e.getMessage()));
      }
    }
    progress.accept(
        "%d payloads are referred to, %d instance lists among them"
            .formatted(references.size(), read));
    return new Lists(read, unreadable);
  }

  private List<StoredPayload> referencedLists(ReferencedDigests references) {
    try (var lists = store.list(PayloadQuery.all().ofMediaType(MediaTypes.AVRO))) {
      return lists.filter(list -> references.contains(list.reference().getSha256())).toList();
    }
  }

  private Map<Fate, Amount> count(Sorting sorting) {
    var amounts = new EnumMap<Fate, Amount>(Fate.class);
    try (var payloads = payloads()) {
      payloads.forEach(
          payload ->
              amounts.merge(
                  sorting.fateOf(payload),
                  Amount.NONE.plus(payload.reference().getSize()),
                  Amount::plus));
    }
    return amounts;
  }

  /** All but identities, to which no event refers: they stay until they are erased. */
  private Stream<StoredPayload> payloads() {
    return store
        .list(PayloadQuery.all())
        .filter(payload -> !payload.reference().getMediaType().equals(MediaTypes.IDENTITY));
  }

  /** A log that knows nothing of the store is most likely the log of another store. */
  private void requireMatchingStore(Map<Fate, Amount> amounts, int references) {
    if (amounts.containsKey(Fate.DELETED)
        && !amounts.containsKey(Fate.REFERENCED)
        && !settings.withoutReferences()) {
      throw new RetentionRefusedException(
          "The topics refer to %d payloads and none of them is in %s: are these the brokers of this store? Nothing is deleted."
              .formatted(references, store.describe()));
    }
  }

  private Amount delete(Sorting sorting, long expected) {
    var deleted = Amount.NONE;
    try (var payloads = payloads()) {
      for (var payload : (Iterable<StoredPayload>) payloads::iterator) {
        if (sorting.fateOf(payload) == Fate.DELETED
            && store.deleteIfStoredBefore(payload.reference(), sorting.limit(payload))) {
          deleted = deleted.plus(payload.reference().getSize());
          if (deleted.count() % LINE_EVERY == 0) {
            progress.accept("deleted %d of %d".formatted(deleted.count(), expected));
          }
        }
      }
    }
    return deleted;
  }
}
