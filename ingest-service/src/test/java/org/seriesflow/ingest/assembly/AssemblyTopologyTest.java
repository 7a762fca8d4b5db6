package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;
import org.seriesflow.streaming.stage.StageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;

class AssemblyTopologyTest {

  @Test
  void shouldNameEveryNodeAndStore() {
    var topology =
        AssemblyTopology.build(
            AssemblySettings.withIdle(Duration.ofSeconds(5)),
            new FilePayloadStore(Path.of("none")),
            (standing, arrived) -> new InstanceComparison.Finding(RepeatedInstance.DUPLICATE, ""),
            new FakePartitionEnds(),
            StageRuntime.of(
                "test",
                new EventCodec(new InMemorySchemaRegistry()),
                new Readiness(),
                StageMetrics.NONE));

    assertEquals(
        """
        Topologies:
           Sub-topology: 0
            Source: instances (topics: [instances])
              --> assembly-of-instances
            Source: series-evidence (topics: [series-evidence])
              --> assembly-of-instances
            Processor: assembly-of-instances (stores: [assembly-pauses, assembly-heads, assembly-instances, assembly-named, assembly-expectations])
              --> to-dead-letters, to-series-assembled, to-series-assembled.stat
              <-- instances, series-evidence
            Sink: to-dead-letters (topic: dead-letters)
              <-- assembly-of-instances
            Sink: to-series-assembled (topic: series-assembled)
              <-- assembly-of-instances
            Sink: to-series-assembled.stat (topic: series-assembled.stat)
              <-- assembly-of-instances

        """,
        topology.describe().toString());
  }
}
