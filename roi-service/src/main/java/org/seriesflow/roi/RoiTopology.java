package org.seriesflow.roi;

import java.util.List;
import org.apache.kafka.streams.Topology;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.stages.DeployedStage;
import org.seriesflow.stages.Deployment;
import org.seriesflow.stages.RoiStage;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.stage.StageDefinition;
import org.seriesflow.streaming.stage.StageRuntime;
import org.seriesflow.streaming.stage.StageTopology;

/**
 * Volumes become regions, or the series ends here: {@code volumes} to {@code rois} and {@code
 * series-skipped}.
 */
final class RoiTopology {
  /** Name of the stage in dead letters, timings and metrics. */
  static final String ROI = "roi";

  private RoiTopology() {}

  /**
   * The topics, under the names of the configuration.
   *
   * @param volumes read
   * @param rois written
   * @param seriesSkipped written
   */
  record RoiTopics(
      Topic<VolumeReady> volumes, Topic<RoiExtracted> rois, Topic<SeriesSkipped> seriesSkipped) {
    List<Topic<?>> all() {
      return List.of(volumes, rois, seriesSkipped, Topics.DEAD_LETTERS);
    }
  }

  /** The topology; a pure function of its arguments. */
  static Topology build(
      StageRuntime runtime, RoiTopics topics, Deployment deployment, RoiStage stage) {
    return new StageTopology(runtime)
        .stage(
            StageDefinition.of(
                ROI,
                topics.volumes(),
                List.of(topics.rois(), topics.seriesSkipped()),
                new DeployedStage<>(deployment, stage.modelPackage(), stage)))
        .build();
  }
}
