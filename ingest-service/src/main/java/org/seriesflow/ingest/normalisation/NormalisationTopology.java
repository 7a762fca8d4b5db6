package org.seriesflow.ingest.normalisation;

import java.util.List;
import org.apache.kafka.streams.Topology;
import org.seriesflow.dicom.NormalisationSettings;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.stage.StageDefinition;
import org.seriesflow.streaming.stage.StageRuntime;
import org.seriesflow.streaming.stage.StageTopology;

/** {@code series-assembled} → {@code volumes} or {@code series-skipped}. */
public final class NormalisationTopology {
  private NormalisationTopology() {}

  /**
   * The topology.
   *
   * @param payloads where instances come from and volumes go
   */
  public static Topology build(
      NormalisationSettings settings, PayloadStore payloads, StageRuntime runtime) {
    return new StageTopology(runtime)
        .stage(
            StageDefinition.of(
                NormalisationStage.NAME,
                Topics.SERIES_ASSEMBLED,
                List.of(Topics.VOLUMES, Topics.SERIES_SKIPPED),
                new NormalisationStage(settings, payloads)))
        .build();
  }
}
