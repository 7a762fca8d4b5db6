package org.seriesflow.streaming;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.DeadLetterHandled;
import org.seriesflow.events.InstanceAnnounced;
import org.seriesflow.events.InstanceCommitted;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.SeriesEvidence;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.VolumeReady;

/**
 * The one catalogue of topics. All have the same number of partitions and, but for storage
 * commitments, the same key, so that whatever belongs to a series meets in one task.
 */
public final class Topics {
  /** Partitions where nobody says otherwise. */
  public static final int DEFAULT_PARTITIONS = 6;

  /**
   * A record with this header refers to payloads until that time alone: milliseconds since the
   * epoch, in decimal digits. So a promise that ran out does not keep its payload for ever.
   */
  public static final String KEEP_UNTIL = "keep-until";

  private static final Duration WORK_RETENTION = RetentionTimes.USUAL.replay();
  private static final Duration RESULT_RETENTION = RetentionTimes.USUAL.results();
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  public static final Topic<InstanceAnnounced> INSTANCES_ANNOUNCED =
      topic(
          "instances-announced",
          InstanceAnnounced.class,
          InstanceAnnounced.getClassSchema(),
          WORK_RETENTION,
          "A router stored a DICOM instance itself.");

  public static final Topic<InstanceReceived> INSTANCES =
      topic(
          "instances",
          InstanceReceived.class,
          InstanceReceived.getClassSchema(),
          WORK_RETENTION,
          "A DICOM instance is stored.");

  public static final Topic<SeriesEvidence> SERIES_EVIDENCE =
      topic(
          "series-evidence",
          SeriesEvidence.class,
          SeriesEvidence.getClassSchema(),
          WORK_RETENTION,
          "Something that bears on whether a series is complete.");

  public static final Topic<SeriesAssembled> SERIES_ASSEMBLED =
      topic(
          "series-assembled",
          SeriesAssembled.class,
          SeriesAssembled.getClassSchema(),
          WORK_RETENTION,
          "A revision of a series is complete.");

  public static final Topic<VolumeReady> VOLUMES =
      topic(
          "volumes",
          VolumeReady.class,
          VolumeReady.getClassSchema(),
          WORK_RETENTION,
          "A series is a volume in LPS.");

  public static final Topic<SeriesSkipped> SERIES_SKIPPED =
      topic(
          "series-skipped",
          SeriesSkipped.class,
          SeriesSkipped.getClassSchema(),
          RESULT_RETENTION,
          "A revision ended without a prediction, and why.");

  public static final Topic<RoiExtracted> ROIS =
      topic(
          "rois",
          RoiExtracted.class,
          RoiExtracted.getClassSchema(),
          WORK_RETENTION,
          "The region of interest is known.");

  public static final Topic<SeriesPredicted> PREDICTIONS =
      topic(
          "predictions",
          SeriesPredicted.class,
          SeriesPredicted.getClassSchema(),
          RESULT_RETENTION,
          "What the networks say (LIVE).");

  public static final Topic<SeriesPredicted> PREDICTIONS_RESCORED =
      topic(
          "predictions.rescored",
          SeriesPredicted.class,
          SeriesPredicted.getClassSchema(),
          RESULT_RETENTION,
          "The same of REPLAY and SHADOW, so that no replay wakes an alert.");

  /** Twice the size of the others: a letter holds the whole original record. */
  public static final Topic<DeadLetter> DEAD_LETTERS =
      new Topic<>(
          "dead-letters",
          DeadLetter.class,
          DeadLetter.getClassSchema(),
          DEFAULT_PARTITIONS,
          RESULT_RETENTION,
          2 * MAX_MESSAGE_BYTES,
          Topic.DELETE,
          "An input that could not be worked on, as it stood.");

  /**
   * Compacted; keyed by SOP Instance UID and Transaction UID, as promises do not replace others.
   */
  public static final Topic<InstanceCommitted> STORAGE_COMMITMENTS =
      new Topic<>(
          "storage-commitments",
          InstanceCommitted.class,
          InstanceCommitted.getClassSchema(),
          DEFAULT_PARTITIONS,
          RESULT_RETENTION,
          MAX_MESSAGE_BYTES,
          Topic.COMPACT,
          "An instance is promised to be kept.");

  public static final Topic<DeadLetterHandled> DEAD_LETTERS_HANDLED =
      topic(
          "dead-letters.handled",
          DeadLetterHandled.class,
          DeadLetterHandled.getClassSchema(),
          RESULT_RETENTION,
          "A dead letter was redriven or discarded, by whom and why.");

  /** The suffix of the topics that work of the lane STAT passes through. */
  public static final String STAT_SUFFIX = ".stat";

  public static final Topic<SeriesAssembled> SERIES_ASSEMBLED_STAT =
      SERIES_ASSEMBLED.forStat("Revisions that are urgent.");

  public static final Topic<VolumeReady> VOLUMES_STAT = VOLUMES.forStat("Volumes that are urgent.");

  public static final Topic<RoiExtracted> ROIS_STAT = ROIS.forStat("Regions that are urgent.");

  /** The suffix of the topics that replay jobs are worked on in. */
  public static final String REPLAY_SUFFIX = ".replay";

  public static final Topic<SeriesAssembled> SERIES_ASSEMBLED_REPLAY =
      SERIES_ASSEMBLED.forReplay("Revisions that a job scores again from their instances.");

  public static final Topic<VolumeReady> VOLUMES_REPLAY =
      VOLUMES.forReplay("Volumes that a job scores again.");

  public static final Topic<SeriesSkipped> SERIES_SKIPPED_REPLAY =
      SERIES_SKIPPED.forReplay("Revisions that ended in a job without a prediction, and why.");

  public static final Topic<RoiExtracted> ROIS_REPLAY =
      ROIS.forReplay("Regions that a job scores again.");

  /** Keyed by the job, and kept for as long as nobody deletes it. */
  public static final Topic<ReplayJob> REPLAY_JOBS =
      new Topic<>(
          "replay-jobs",
          ReplayJob.class,
          ReplayJob.getClassSchema(),
          DEFAULT_PARTITIONS,
          RESULT_RETENTION,
          MAX_MESSAGE_BYTES,
          Topic.COMPACT,
          "Replay jobs as they stand.");

  private Topics() {}

  private static <V extends SpecificRecord> Topic<V> topic(
      String name, Class<V> type, Schema schema, Duration retention, String purpose) {
    return new Topic<>(
        name,
        type,
        schema,
        DEFAULT_PARTITIONS,
        retention,
        MAX_MESSAGE_BYTES,
        Topic.DELETE,
        purpose);
  }

  /** All topics, in the order of the data's way. */
  public static List<Topic<?>> all() {
    return List.of(
        INSTANCES_ANNOUNCED,
        INSTANCES,
        SERIES_EVIDENCE,
        SERIES_ASSEMBLED,
        VOLUMES,
        SERIES_SKIPPED,
        ROIS,
        PREDICTIONS,
        PREDICTIONS_RESCORED,
        DEAD_LETTERS,
        DEAD_LETTERS_HANDLED,
        STORAGE_COMMITMENTS,
        SERIES_ASSEMBLED_STAT,
        VOLUMES_STAT,
        ROIS_STAT,
        REPLAY_JOBS,
        SERIES_ASSEMBLED_REPLAY,
        VOLUMES_REPLAY,
        SERIES_SKIPPED_REPLAY,
        ROIS_REPLAY);
  }

  /** All topics with another number of partitions. */
  public static List<Topic<?>> all(int partitions) {
    return all().stream().<Topic<?>>map(topic -> topic.withPartitions(partitions)).toList();
  }

  /** Whether a topic of the catalogue holds work, from which a series can be scored again. */
  public static boolean isWork(String name) {
    return byName(name).filter(topic -> topic.retention().equals(WORK_RETENTION)).isPresent();
  }

  public static Optional<Topic<?>> byName(String name) {
    return all().stream().filter(topic -> topic.name().equals(name)).findFirst();
  }

  /** The catalogue as a Markdown table, for the README. */
  public static String asMarkdown() {
    var table = new StringBuilder("| topic | key | value | partitions | retention | what |\n");
    table.append("|---|---|---|---|---|---|\n");
    for (var topic : all()) {
      table.append(
          "| `%s` | %s | `%s` | %d | %s | %s |\n"
              .formatted(
                  topic.name(),
                  key(topic),
                  topic.valueType().getSimpleName(),
                  topic.partitions(),
                  topic.cleanupPolicy().equals(Topic.COMPACT)
                      ? "compacted"
                      : topic.retention().toDays() + " days",
                  topic.purpose()));
    }
    return table.toString();
  }

  private static String key(Topic<?> topic) {
    if (topic.equals(STORAGE_COMMITMENTS)) {
      return "see docs/ingest.md";
    }
    return topic.equals(REPLAY_JOBS) ? "job id" : "SeriesInstanceUID";
  }
}
