package org.seriesflow.streaming.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;

/** Where a job begins: what it copies and which applications work on it. */
public enum ReplayStage {
  /** From the instance lists of recorded revisions: normalised, located and scored again. */
  INSTANCES,
  /** From recorded volumes: located and scored again. */
  VOLUMES,
  /** From recorded regions: scored again. */
  ROIS;

  /** What references are copied from, a topic a lane; the first is that of routine work. */
  public List<Topic<? extends SpecificRecord>> sources() {
    return switch (this) {
      case INSTANCES -> List.of(Topics.SERIES_ASSEMBLED, Topics.SERIES_ASSEMBLED_STAT);
      case VOLUMES -> List.of(Topics.VOLUMES, Topics.VOLUMES_STAT);
      case ROIS -> List.of(Topics.ROIS, Topics.ROIS_STAT);
    };
  }

  /** The source of that name. */
  Topic<? extends SpecificRecord> source(String topic) {
    return sources().stream().filter(one -> one.name().equals(topic)).findFirst().orElseThrow();
  }

  /** Schema of the events that are copied. */
  Schema schema() {
    return target().schema();
  }

  /** What they are copied to. */
  public Topic<? extends SpecificRecord> target() {
    return switch (this) {
      case INSTANCES -> Topics.SERIES_ASSEMBLED_REPLAY;
      case VOLUMES -> Topics.VOLUMES_REPLAY;
      case ROIS -> Topics.ROIS_REPLAY;
    };
  }

  /** Whether the job locates regions anew. */
  public boolean locates() {
    return this != ROIS;
  }

  /** As on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * By its word.
   *
   * @throws ReplayRefusedException where there is none
   */
  public static ReplayStage of(String word) {
    return Arrays.stream(values())
        .filter(stage -> stage.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new ReplayRefusedException(
                    "'%s' is no stage; there are %s"
                        .formatted(word, List.of("instances", "volumes", "rois"))));
  }
}
