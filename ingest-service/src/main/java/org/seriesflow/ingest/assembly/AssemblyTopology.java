package org.seriesflow.ingest.assembly;

import java.util.List;
import java.util.function.Function;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.stage.StageDefinition;
import org.seriesflow.streaming.stage.StageRuntime;
import org.seriesflow.streaming.stage.StageTopology;

/** {@code instances} → {@code series-assembled}: a series is complete when nothing more comes. */
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
    var stores = List.of(AssemblyStores.HEADS, AssemblyStores.INSTANCES);
    return new StageTopology(runtime)
        .store(AssemblyStores.headsBuilder(suppliers))
        .store(AssemblyStores.instancesBuilder(suppliers))
        .stage(
            new StageDefinition<>(
                AssemblyStage.NAME,
                Topics.INSTANCES,
                List.of(Topics.SERIES_ASSEMBLED),
                () -> new AssemblyStage(settings, assembly, comparison, ends, runtime),
                stores,
                false,
                false))
        .build();
  }
}
