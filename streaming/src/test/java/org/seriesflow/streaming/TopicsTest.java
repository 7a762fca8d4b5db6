package org.seriesflow.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicsTest {
  /** A change of this literal is a change of the contract: note it in CHANGELOG.md. */
  @Test
  void shouldPinTheCatalogue() {
    assertEquals(
        List.of(
            "instances-announced InstanceAnnounced 6 P14D 1048576",
            "instances InstanceReceived 6 P14D 1048576",
            "series-evidence SeriesEvidence 6 P14D 1048576",
            "series-assembled SeriesAssembled 6 P14D 1048576",
            "volumes VolumeReady 6 P14D 1048576",
            "series-skipped SeriesSkipped 6 P90D 1048576",
            "rois RoiExtracted 6 P14D 1048576",
            "predictions SeriesPredicted 6 P90D 1048576",
            "predictions.rescored SeriesPredicted 6 P90D 1048576",
            "dead-letters DeadLetter 6 P90D 2097152",
            "dead-letters.handled DeadLetterHandled 6 P90D 1048576",
            "storage-commitments InstanceCommitted 6 P90D 1048576",
            "series-assembled.stat SeriesAssembled 6 P14D 1048576",
            "volumes.stat VolumeReady 6 P14D 1048576",
            "rois.stat RoiExtracted 6 P14D 1048576",
            "replay-jobs ReplayJob 6 P90D 1048576",
            "series-assembled.replay SeriesAssembled 6 P14D 1048576",
            "volumes.replay VolumeReady 6 P14D 1048576",
            "series-skipped.replay SeriesSkipped 6 P90D 1048576",
            "rois.replay RoiExtracted 6 P14D 1048576"),
        Topics.all().stream()
            .map(
                t ->
                    "%s %s %d P%dD %d"
                        .formatted(
                            t.name(),
                            t.valueType().getSimpleName(),
                            t.partitions(),
                            t.retention().toDays(),
                            t.maxMessageBytes()))
            .toList());
  }

  @Test
  void shouldGiveAllTopicsTheSameNumberOfPartitions() {
    assertEquals(
        Set.of(2), Topics.all(2).stream().map(Topic::partitions).collect(Collectors.toSet()));
  }

  @Test
  void shouldCompactNothingButPromisesAndJobs() {
    assertEquals(
        List.of("storage-commitments", "replay-jobs"),
        Topics.all().stream()
            .filter(topic -> topic.cleanupPolicy().equals(Topic.COMPACT))
            .map(Topic::name)
            .toList());
  }

  @Test
  void shouldNameTheSubjectAfterTheTopic() {
    assertEquals("volumes-value", Topics.VOLUMES.subject());
  }

  @Test
  void shouldRenderOneTableRowATopic() {
    assertEquals(2 + Topics.all().size(), Topics.asMarkdown().lines().count());
  }
}
