package org.seriesflow.roi;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.Topology;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.stages.DeployedPackage;
import org.seriesflow.stages.DeployedStage;
import org.seriesflow.stages.Deployment;
import org.seriesflow.stages.RoiStage;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.stage.ServedLanes;
import org.seriesflow.streaming.stage.StageDefinition;
import org.seriesflow.streaming.stage.StageRuntime;
import org.seriesflow.streaming.stage.StageTopology;

/**
 * Volumes become regions, or the series ends here: {@code volumes} to {@code rois} and {@code
 * series-skipped}; of urgent series {@code volumes.stat} to {@code rois.stat} and the same.
 */
final class RoiTopology {
  /** Name of the stage in dead letters, timings and metrics. */
  static final String ROI = "roi";

  private RoiTopology() {}

  /**
   * The topics of an application, under the names of the configuration.
   *
   * @param volumes read, one or one a lane
   * @param rois written
   * @param seriesSkipped written
   */
  record RoiTopics(
      List<Topic<? extends VolumeReady>> volumes,
      Topic<RoiExtracted> rois,
      Topic<SeriesSkipped> seriesSkipped) {
    RoiTopics {
      volumes = List.copyOf(volumes);
    }

    /** Those of lanes, from the topics of routine work. */
    static RoiTopics of(
        ServedLanes lanes,
        Topic<VolumeReady> volumes,
        Topic<RoiExtracted> rois,
        Topic<SeriesSkipped> seriesSkipped) {
      return new RoiTopics(lanes.inputs(volumes), lanes.output(rois), seriesSkipped);
    }

    List<Topic<?>> all() {
      var all = new ArrayList<Topic<?>>(volumes);
      all.addAll(List.of(rois, seriesSkipped, Topics.DEAD_LETTERS));
      return all;
    }
  }

  /** The topology; a pure function of its arguments. */
  static Topology build(
      StageRuntime runtime,
      RoiTopics topics,
      Deployment deployment,
      DeployedPackage deployed,
      RoiStage stage) {
    return new StageTopology(runtime)
        .stage(
            StageDefinition.of(
                ROI,
                topics.volumes(),
                List.of(topics.rois(), topics.seriesSkipped()),
                new DeployedStage<>(deployment, deployed, stage)))
        .build();
  }
}
