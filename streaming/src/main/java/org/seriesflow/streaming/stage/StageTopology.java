package org.seriesflow.streaming.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp;
import org.apache.kafka.streams.state.StoreBuilder;
import org.seriesflow.streaming.Topic;

/**
 * Wires stages to topics; every node has a name. Node names: {@code <topic>} for a source, {@code
 * <stage>-of-<first topic>} for a processor, {@code to-<topic>} for a sink.
 */
public final class StageTopology {
  private final StageRuntime runtime;
  private final List<StageDefinition<?>> stages = new ArrayList<>();
  private final Map<String, StoreBuilder<?>> stores = new LinkedHashMap<>();

  public StageTopology(StageRuntime runtime) {
    this.runtime = runtime;
  }

  public StageTopology stage(StageDefinition<?> definition) {
    stages.add(definition);
    return this;
  }

  /**
   * A store; the stages that use it name it in their definitions, and one store may serve several.
   */
  public StageTopology store(StoreBuilder<?> store) {
    stores.put(store.name(), store);
    return this;
  }

  /** The topology; a pure function of what was added. */
  public Topology build() {
    var topology = new Topology();
    Set<String> sources = new LinkedHashSet<>();
    Map<String, Set<String>> parents = new LinkedHashMap<>();
    for (var definition : stages) {
      for (var input : definition.inputs()) {
        if (sources.add(input.name())) {
          addSource(topology, input.name());
        }
      }
      addProcessor(topology, definition);
      for (var output : definition.outputs()) {
        parents
            .computeIfAbsent(output.name(), _ -> new LinkedHashSet<>())
            .add(definition.nodeName());
      }
      parents
          .computeIfAbsent(runtime.deadLetters().name(), _ -> new LinkedHashSet<>())
          .add(definition.nodeName());
    }
    stores
        .values()
        .forEach(
            store ->
                topology.addStateStore(
                    store,
                    stages.stream()
                        .filter(definition -> definition.stores().contains(store.name()))
                        .map(StageDefinition::nodeName)
                        .toArray(String[]::new)));
    parents.forEach(
        (topic, nodes) ->
            topology.addSink(
                sinkName(topic),
                topic,
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                nodes.toArray(String[]::new)));
    return topology;
  }

  private static void addSource(Topology topology, String topic) {
    // An unset or negative timestamp must not stop the stream.
    topology.addSource(
        AutoOffsetReset.earliest(),
        topic,
        new UsePartitionTimeOnInvalidTimestamp(),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic);
  }

  private <V extends SpecificRecord> void addProcessor(
      Topology topology, StageDefinition<V> definition) {
    topology.addProcessor(
        definition.nodeName(),
        () -> new StageProcessor<>(definition, runtime),
        definition.inputs().stream().map(Topic::name).toArray(String[]::new));
  }

  static String sinkName(String topic) {
    return "to-" + topic;
  }
}
