package org.seriesflow.streaming.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

  /** What references are copied from. */
  public Topic<? extends SpecificRecord> source() {
    return switch (this) {
      case INSTANCES -> Topics.SERIES_ASSEMBLED;
      case VOLUMES -> Topics.VOLUMES;
      case ROIS -> Topics.ROIS;
    };
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
