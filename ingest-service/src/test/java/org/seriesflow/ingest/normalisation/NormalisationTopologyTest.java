package org.seriesflow.ingest.normalisation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.seriesflow.dicom.NormalisationSettings;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.ingest.normalisation.NormalisationTopology.NormalisationTopics;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;
import org.seriesflow.streaming.stage.ServedLanes;
import org.seriesflow.streaming.stage.StageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;

class NormalisationTopologyTest {

  private static String described(ServedLanes lanes) {
    var runtime =
        StageRuntime.of(
            "test",
            new EventCodec(new InMemorySchemaRegistry()),
            new Readiness(),
            StageMetrics.NONE);

    return NormalisationTopology.build(
            NormalisationSettings.DEFAULTS,
            Optional.empty(),
            new FilePayloadStore(Path.of("none")),
            NormalisationTopics.of(ProcessingMode.LIVE, lanes),
            () -> {
              throw new AssertionError("no series is worked on");
            },
            runtime)
        .describe()
        .toString();
  }

  @Test
  void shouldNameEveryNode() {
    assertEquals(
        """
        Topologies:
           Sub-topology: 0
            Source: series-assembled (topics: [series-assembled])
              --> normalisation-of-series-assembled
            Processor: normalisation-of-series-assembled (stores: [])
              --> to-dead-letters, to-series-skipped, to-volumes
              <-- series-assembled
            Sink: to-dead-letters (topic: dead-letters)
              <-- normalisation-of-series-assembled
            Sink: to-series-skipped (topic: series-skipped)
              <-- normalisation-of-series-assembled
            Sink: to-volumes (topic: volumes)
              <-- normalisation-of-series-assembled

        """,
        described(ServedLanes.ROUTINE));
  }

  @Test
  void shouldReadAndWriteTopicsOfTheirOwnForUrgentSeries() {
    assertEquals(
        """
        Topologies:
           Sub-topology: 0
            Source: series-assembled.stat (topics: [series-assembled.stat])
              --> normalisation-of-series-assembled.stat
            Processor: normalisation-of-series-assembled.stat (stores: [])
              --> to-dead-letters, to-series-skipped, to-volumes.stat
              <-- series-assembled.stat
            Sink: to-dead-letters (topic: dead-letters)
              <-- normalisation-of-series-assembled.stat
            Sink: to-series-skipped (topic: series-skipped)
              <-- normalisation-of-series-assembled.stat
            Sink: to-volumes.stat (topic: volumes.stat)
              <-- normalisation-of-series-assembled.stat

        """,
        described(ServedLanes.STAT));
  }
}
