package org.seriesflow.ingest.normalisation;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.Topology;
import org.seriesflow.dicom.NormalisationSettings;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.rules.RuleSet;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.stage.StageDefinition;
import org.seriesflow.streaming.stage.StageRuntime;
import org.seriesflow.streaming.stage.StageTopology;

/** {@code series-assembled} → {@code volumes} or {@code series-skipped}; of jobs where replayed. */
public final class NormalisationTopology {
  private NormalisationTopology() {}

  /**
   * The topics.
   *
   * @param seriesAssembled read
   * @param volumes written
   * @param seriesSkipped written
   */
  public record NormalisationTopics(
      Topic<SeriesAssembled> seriesAssembled,
      Topic<VolumeReady> volumes,
      Topic<SeriesSkipped> seriesSkipped) {
    /** Those of a mode: a replay works in topics of its own. */
    public static NormalisationTopics of(ProcessingMode mode) {
      return mode == ProcessingMode.REPLAY
          ? new NormalisationTopics(
              Topics.SERIES_ASSEMBLED_REPLAY, Topics.VOLUMES_REPLAY, Topics.SERIES_SKIPPED_REPLAY)
          : new NormalisationTopics(Topics.SERIES_ASSEMBLED, Topics.VOLUMES, Topics.SERIES_SKIPPED);
    }

    /** All of them, and the dead letters. */
    public List<Topic<?>> all() {
      return List.of(seriesAssembled, volumes, seriesSkipped, Topics.DEAD_LETTERS);
    }
  }

  /**
   * The topology.
   *
   * @param rules which series goes to which package; empty: each to those that are deployed
   * @param payloads where instances come from and volumes go
   */
  public static Topology build(
      NormalisationSettings settings,
      Optional<RuleSet> rules,
      PayloadStore payloads,
      NormalisationTopics topics,
      StageRuntime runtime) {
    return new StageTopology(runtime)
        .stage(
            StageDefinition.of(
                NormalisationStage.NAME,
                topics.seriesAssembled(),
                List.of(topics.volumes(), topics.seriesSkipped()),
                new NormalisationStage(settings, new SeriesRouter(rules), payloads, topics)))
        .build();
  }
}
