package org.seriesflow.classifier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.stages.DeployedPackage;
import org.seriesflow.stages.DeployedStage;
import org.seriesflow.stages.PredictionEvents;
import org.seriesflow.stages.RegionClassifier;
import org.seriesflow.stages.RegionScoring;
import org.seriesflow.stages.VolumePayloads;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.stage.ServedLanes;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageDefinition;
import org.seriesflow.streaming.stage.StageRuntime;
import org.seriesflow.streaming.stage.StageTopology;

/**
 * Regions become predictions, and so do the revisions that ended without one where that says
 * something: {@code rois}, or {@code rois.stat} of urgent series, {@code series-skipped} and {@code
 * dead-letters} to the prediction topic. All that belongs to a series meets in one task of one
 * application, in front of one row of state.
 */
final class ClassifierTopology {
  /** Name of the stage that runs the networks. */
  static final String CLASSIFICATION = "classification";

  /** Name of the stage that follows how other revisions ended. */
  static final String OUTCOME = "outcome";

  /** The store of {@link SeriesRow}s by Series Instance UID. */
  static final String SERIES_ROWS = "series-rows";

  private ClassifierTopology() {}

  /**
   * The topics of an application, under the names of the configuration. Dead letters have one topic
   * for all.
   *
   * @param lanes that it works on
   * @param rois read, one or one a lane
   * @param seriesSkipped read
   * @param predictions written
   */
  record ClassifierTopics(
      ServedLanes lanes,
      List<Topic<? extends RoiExtracted>> rois,
      Topic<SeriesSkipped> seriesSkipped,
      Topic<SeriesPredicted> predictions) {
    ClassifierTopics {
      rois = List.copyOf(rois);
    }

    /** Those of lanes, from the topics of routine work. */
    static ClassifierTopics of(
        ServedLanes lanes,
        Topic<RoiExtracted> rois,
        Topic<SeriesSkipped> seriesSkipped,
        Topic<SeriesPredicted> predictions) {
      return new ClassifierTopics(lanes, lanes.inputs(rois), seriesSkipped, predictions);
    }

    List<Topic<?>> all() {
      var all = new ArrayList<Topic<?>>(rois);
      all.addAll(List.of(seriesSkipped, predictions, Topics.DEAD_LETTERS));
      return all;
    }
  }

  /**
   * What the stages need besides the runtime.
   *
   * @param deployed the package, and which series are for it
   * @param memory how long a series is remembered after its last end
   */
  record Parts(
      ClassifierTopics topics,
      DeployedPackage deployed,
      PredictionEvents events,
      VolumePayloads payloads,
      RegionClassifier classifier,
      Duration memory) {
    RegionScoring scoring() {
      return new RegionScoring(events, payloads, classifier);
    }
  }

  /** The topology; a pure function of its arguments. */
  static Topology build(StageRuntime runtime, Parts parts) {
    var topics = parts.topics();
    var deployment = parts.events().deployment();
    List<Topic<?>> outputs = List.of(topics.predictions());
    return new StageTopology(runtime)
        .stage(
            definition(
                CLASSIFICATION,
                topics.rois(),
                outputs,
                () ->
                    new DeployedStage<>(
                        deployment, parts.deployed(), new ClassificationStage(parts)),
                true))
        .stage(
            definition(
                OUTCOME,
                List.of(topics.seriesSkipped()),
                outputs,
                () -> new OutcomeStage<SeriesSkipped>(parts, Outcomes::onSkip),
                false))
        .stage(
            definition(
                OUTCOME,
                List.of(Topics.DEAD_LETTERS),
                outputs,
                () -> new OutcomeStage<DeadLetter>(parts, Outcomes::onDeadLetter),
                false))
        .store(rows())
        .build();
  }

  /**
   * Each record is committed by itself: a transaction that an outcome opened must not last through
   * a classification.
   */
  private static <V extends SpecificRecord> StageDefinition<V> definition(
      String name,
      List<Topic<? extends V>> inputs,
      List<Topic<?>> outputs,
      Supplier<Stage<V>> stage,
      boolean failureEndsRevision) {
    return new StageDefinition<>(
        name,
        inputs,
        outputs,
        stage,
        List.of(SERIES_ROWS),
        failureEndsRevision,
        StageDefinition.Commits.EACH_RECORD);
  }

  private static StoreBuilder<KeyValueStore<String, SeriesRow>> rows() {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(SERIES_ROWS), Serdes.String(), new SeriesRowSerde());
  }
}
