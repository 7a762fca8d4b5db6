package org.seriesflow.ingest.normalisation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
import org.seriesflow.streaming.stage.LaneGate;
import org.seriesflow.streaming.stage.ServedLanes;
import org.seriesflow.streaming.stage.StageDefinition;
import org.seriesflow.streaming.stage.StageRuntime;
import org.seriesflow.streaming.stage.StageTopology;

/**
 * {@code series-assembled} → {@code volumes} or {@code series-skipped}, of urgent series {@code
 * series-assembled.stat} → {@code volumes.stat} or the same; of jobs where replayed.
 */
public final class NormalisationTopology {
  private NormalisationTopology() {}

  /**
   * The topics of an application.
   *
   * @param seriesAssembled read, one or one a lane
   * @param volumes written
   * @param seriesSkipped written
   */
  public record NormalisationTopics(
      List<Topic<? extends SeriesAssembled>> seriesAssembled,
      Topic<VolumeReady> volumes,
      Topic<SeriesSkipped> seriesSkipped) {
    public NormalisationTopics {
      seriesAssembled = List.copyOf(seriesAssembled);
    }

    /** Those of some lanes in a mode: a replay works in topics of its own. */
    public static NormalisationTopics of(ProcessingMode mode, ServedLanes lanes) {
      return mode == ProcessingMode.REPLAY
          ? new NormalisationTopics(
              lanes.inputs(Topics.SERIES_ASSEMBLED_REPLAY),
              Topics.VOLUMES_REPLAY,
              Topics.SERIES_SKIPPED_REPLAY)
          : new NormalisationTopics(
              lanes.inputs(Topics.SERIES_ASSEMBLED),
              lanes.output(Topics.VOLUMES),
              Topics.SERIES_SKIPPED);
    }

    /** All of them, and the dead letters. */
    public List<Topic<?>> all() {
      var all = new ArrayList<Topic<?>>(seriesAssembled);
      all.addAll(List.of(volumes, seriesSkipped, Topics.DEAD_LETTERS));
      return all;
    }
  }

  /**
   * The topology.
   *
   * @param rules which series goes to which package; empty: each to those that are deployed
   * @param payloads where instances come from and volumes go
   * @param work begins the work on a series at the gate of the process, in the application's lane
   */
  public static Topology build(
      NormalisationSettings settings,
      Optional<RuleSet> rules,
      PayloadStore payloads,
      NormalisationTopics topics,
      Supplier<LaneGate.Work> work,
      StageRuntime runtime) {
    return new StageTopology(runtime)
        .stage(
            StageDefinition.of(
                NormalisationStage.NAME,
                topics.seriesAssembled(),
                List.of(topics.volumes(), topics.seriesSkipped()),
                new NormalisationStage(settings, new SeriesRouter(rules), payloads, topics, work)))
        .build();
  }
}
