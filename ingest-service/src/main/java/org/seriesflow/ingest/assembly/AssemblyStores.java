package org.seriesflow.ingest.assembly;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.state.PauseHistogram;
import org.seriesflow.events.state.SeriesExpectation;
import org.seriesflow.events.state.SeriesHead;
import org.seriesflow.streaming.stage.StageHost;

/**
 * The state of the assembly: a small head row a series, one row a (series, instance), and where
 * evidence came, a small row of what is known of the end of the series and one a (series, named
 * instance); where pauses are learnt, one a sender. So no value grows with the series.
 */
final class AssemblyStores {
  static final String HEADS = "assembly-heads";
  static final String INSTANCES = "assembly-instances";
  static final String EXPECTATIONS = "assembly-expectations";
  static final String NAMED = "assembly-named";
  static final String PAUSES = "assembly-pauses";

  private static final byte[] NAMED_ROW = {};

  /** Stands in no UID (PS3.5 section 9.1), so that no series is a prefix of another. */
  private static final char SEPARATOR = '\0';

  private final KeyValueStore<String, SeriesHead> heads;
  private final KeyValueStore<String, InstanceReceived> instances;
  private final KeyValueStore<String, SeriesExpectation> expectations;
  private final KeyValueStore<String, byte[]> named;

  AssemblyStores(StageHost host) {
    heads = host.store(HEADS);
    instances = host.store(INSTANCES);
    expectations = host.store(EXPECTATIONS);
    named = host.store(NAMED);
  }

  /** The stores, to be added to the topology. */
  static List<StoreBuilder<?>> builders(Function<String, KeyValueBytesStoreSupplier> suppliers) {
    return List.of(
        headsBuilder(suppliers),
        instancesBuilder(suppliers),
        Stores.keyValueStoreBuilder(
            suppliers.apply(EXPECTATIONS),
            Serdes.String(),
            new SingleObjectSerde<>(
                SeriesExpectation.getEncoder(),
                SeriesExpectation.createDecoder(FormerSchemas.of("SeriesExpectation")))),
        Stores.keyValueStoreBuilder(suppliers.apply(NAMED), Serdes.String(), Serdes.ByteArray()),
        Stores.keyValueStoreBuilder(
            suppliers.apply(PAUSES),
            Serdes.String(),
            new SingleObjectSerde<>(PauseHistogram.getEncoder(), PauseHistogram.getDecoder())));
  }

  private static StoreBuilder<KeyValueStore<String, SeriesHead>> headsBuilder(
      Function<String, KeyValueBytesStoreSupplier> suppliers) {
    return Stores.keyValueStoreBuilder(
        suppliers.apply(HEADS),
        Serdes.String(),
        new SingleObjectSerde<>(
            SeriesHead.getEncoder(),
            SeriesHead.createDecoder(FormerSchemas.of("SeriesHead", "SeriesHead-2"))));
  }

  private static StoreBuilder<KeyValueStore<String, InstanceReceived>> instancesBuilder(
      Function<String, KeyValueBytesStoreSupplier> suppliers) {
    return Stores.keyValueStoreBuilder(
        suppliers.apply(INSTANCES),
        Serdes.String(),
        new SingleObjectSerde<>(
            InstanceReceived.getEncoder(),
            InstanceReceived.createDecoder(
                FormerSchemas.of("InstanceReceived", "InstanceReceived-2"))));
  }

  /** The head of a series; null where the series is not known. */
  SeriesHead head(String series) {
    return heads.get(series);
  }

  void putHead(String series, SeriesHead head) {
    heads.put(series, head);
  }

  /** Visits the heads of all series of this partition. */
  void forEachHead(BiConsumer<String, SeriesHead> visitor) {
    try (var all = heads.all()) {
      all.forEachRemaining(row -> visitor.accept(row.key, row.value));
    }
  }

  /** The instance that stands under its UID; null where there is none. */
  InstanceReceived instance(String series, String sopInstanceUid) {
    return instances.get(key(series, sopInstanceUid));
  }

  void putInstance(String series, InstanceReceived instance) {
    instances.put(key(series, instance.getSopInstanceUid()), instance);
  }

  /**
   * Visits the instances of a series, by ascending SOP Instance UID.
   *
   * @param arriving one that has no row yet
   */
  void forEachInstance(
      String series, Optional<InstanceReceived> arriving, Consumer<InstanceReceived> visitor) {
    allInstances(
        series,
        arriving,
        instance -> {
          visitor.accept(instance);
          return true;
        });
  }

  /** The same, until one is not as asked for; true where all are. */
  boolean allInstances(
      String series, Optional<InstanceReceived> arriving, Predicate<InstanceReceived> asked) {
    var waiting = arriving;
    try (var rows = instances.prefixScan(series + SEPARATOR, new StringSerializer())) {
      while (rows.hasNext()) {
        var next = rows.next().value;
        if (waiting.isPresent() && isBefore(waiting.get(), next)) {
          if (!asked.test(waiting.get())) {
            return false;
          }
          waiting = Optional.empty();
        }
        if (!asked.test(next)) {
          return false;
        }
      }
    }
    return waiting.isEmpty() || asked.test(waiting.get());
  }

  /** The order of the rows: UIDs are ASCII. */
  private static boolean isBefore(InstanceReceived one, InstanceReceived other) {
    return one.getSopInstanceUid().compareTo(other.getSopInstanceUid()) < 0;
  }

  /** What is known of the end of a series. */
  SeriesExpectation expectation(String series) {
    var row = expectations.get(series);
    return row == null ? SeriesExpectations.NOTHING : row;
  }

  void putExpectation(String series, SeriesExpectation expectation) {
    if (!expectation.equals(SeriesExpectations.NOTHING)) {
      expectations.put(series, expectation);
    }
  }

  /** Whether a message named the instance. */
  boolean isNamed(String series, String sopInstanceUid) {
    return named.get(key(series, sopInstanceUid)) != null;
  }

  void putNamed(String series, String sopInstanceUid) {
    named.put(key(series, sopInstanceUid), NAMED_ROW);
  }

  /** Series that are not open, and of which nothing arrived and nothing was learnt since then. */
  Set<String> olderThan(Instant time) {
    var old = new HashSet<String>();
    forEachHead(
        (series, head) -> {
          if (!head.getOpen() && head.getLastArrivalAt().isBefore(time)) {
            old.add(series);
          }
        });
    try (var all = expectations.all()) {
      while (all.hasNext()) {
        var row = all.next();
        if (!row.value.getLearntAt().isBefore(time)) {
          old.remove(row.key);
        } else if (heads.get(row.key) == null) {
          old.add(row.key);
        }
      }
    }
    return old;
  }

  /** Forgets a series. */
  void purge(String series) {
    try (var rows = instances.prefixScan(series + SEPARATOR, new StringSerializer())) {
      rows.forEachRemaining(row -> instances.delete(row.key));
    }
    try (var rows = named.prefixScan(series + SEPARATOR, new StringSerializer())) {
      rows.forEachRemaining(row -> named.delete(row.key));
    }
    expectations.delete(series);
    heads.delete(series);
  }

  private static String key(String series, String sopInstanceUid) {
    return series + SEPARATOR + sopInstanceUid;
  }
}
