package org.seriesflow.ingest.reception;

import java.util.List;
import org.apache.kafka.streams.Topology;
import org.seriesflow.dicom.FileIntake;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.stage.StageDefinition;
import org.seriesflow.streaming.stage.StageRuntime;
import org.seriesflow.streaming.stage.StageTopology;

/** {@code instances-announced} → {@code instances}: what routers stored themselves. */
public final class AnnouncementTopology {
  private AnnouncementTopology() {}

  /**
   * The topology.
   *
   * @param payloads where the announced instances stand
   * @param files the rules of acceptance
   */
  public static Topology build(
      PayloadStore payloads, FileIntake files, StoringSink.Origin origin, StageRuntime runtime) {
    return new StageTopology(runtime)
        .stage(
            StageDefinition.of(
                    AnnouncementStage.NAME,
                    Topics.INSTANCES_ANNOUNCED,
                    List.of(Topics.INSTANCES),
                    new AnnouncementStage(payloads, files, origin))
                .withFailureThatEndsNothing()
                .withSharedCommits())
        .build();
  }
}
