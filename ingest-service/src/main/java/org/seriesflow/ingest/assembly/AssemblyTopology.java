package org.seriesflow.ingest.assembly;

import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.stage.StageDefinition;
import org.seriesflow.streaming.stage.StageRuntime;
import org.seriesflow.streaming.stage.StageTopology;

/**
 * {@code instances} and {@code series-evidence} → {@code series-assembled}, or {@code
 * series-assembled.stat} where the series is urgent: a series is complete when evidence says so, or
 * when nothing more comes.
 */
public final class AssemblyTopology {
  private AssemblyTopology() {}

  /**
   * The topology.
   *
   * @param payloads where instance lists go
   * @param comparison tells duplicates from conflicts
   * @param ends where the partitions of {@code instances} end
   */
  public static Topology build(
      AssemblySettings settings,
      PayloadStore payloads,
      InstanceComparison comparison,
      PartitionEnds ends,
      StageRuntime runtime) {
    return build(settings, payloads, comparison, ends, runtime, Stores::persistentKeyValueStore);
  }

  /** The same over other stores: tests that restart on the same state. */
  static Topology build(
      AssemblySettings settings,
      PayloadStore payloads,
      InstanceComparison comparison,
      PartitionEnds ends,
      StageRuntime runtime,
      Function<String, KeyValueBytesStoreSupplier> suppliers) {
    var assembly = new SeriesAssembly(payloads, runtime.producer());
    var topology = new StageTopology(runtime);
    var stores = AssemblyStores.builders(suppliers);
    stores.forEach(topology::store);
    return topology
        .stage(
            new StageDefinition<SpecificRecord>(
                AssemblyStage.NAME,
                List.of(Topics.INSTANCES, Topics.SERIES_EVIDENCE),
                List.of(Topics.SERIES_ASSEMBLED, Topics.SERIES_ASSEMBLED_STAT),
                () -> new AssemblyStage(settings, assembly, comparison, ends, runtime),
                stores.stream().map(StoreBuilder::name).toList(),
                false,
                StageDefinition.Commits.EACH_EVENT))
        .build();
  }
}
