package org.seriesflow.ingest.assembly;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.state.SeriesHead;
import org.seriesflow.streaming.stage.StageHost;

/**
 * The state of the assembly: a small head row a series, and one row a (series, instance), so that
 * no value grows with the series.
 */
final class AssemblyStores {
  static final String HEADS = "assembly-heads";
  static final String INSTANCES = "assembly-instances";

  /** Stands in no UID (PS3.5 section 9.1), so that no series is a prefix of another. */
  private static final char SEPARATOR = '\0';

  private final KeyValueStore<String, SeriesHead> heads;
  private final KeyValueStore<String, InstanceReceived> instances;

  AssemblyStores(StageHost host) {
    heads = host.store(HEADS);
    instances = host.store(INSTANCES);
  }

  static StoreBuilder<KeyValueStore<String, SeriesHead>> headsBuilder(
      Function<String, KeyValueBytesStoreSupplier> suppliers) {
    return Stores.keyValueStoreBuilder(
        suppliers.apply(HEADS),
        Serdes.String(),
        new SingleObjectSerde<>(SeriesHead.getEncoder(), SeriesHead.getDecoder()));
  }

  static StoreBuilder<KeyValueStore<String, InstanceReceived>> instancesBuilder(
      Function<String, KeyValueBytesStoreSupplier> suppliers) {
    return Stores.keyValueStoreBuilder(
        suppliers.apply(INSTANCES),
        Serdes.String(),
        new SingleObjectSerde<>(InstanceReceived.getEncoder(), InstanceReceived.getDecoder()));
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

  /** Visits the instances of a series, by ascending SOP Instance UID. */
  void forEachInstance(String series, Consumer<InstanceReceived> visitor) {
    try (var rows = instances.prefixScan(series + SEPARATOR, new StringSerializer())) {
      rows.forEachRemaining(row -> visitor.accept(row.value));
    }
  }

  /** Forgets a series. */
  void purge(String series) {
    try (var rows = instances.prefixScan(series + SEPARATOR, new StringSerializer())) {
      rows.forEachRemaining(row -> instances.delete(row.key));
    }
    heads.delete(series);
  }

  private static String key(String series, String sopInstanceUid) {
    return series + SEPARATOR + sopInstanceUid;
  }
}
