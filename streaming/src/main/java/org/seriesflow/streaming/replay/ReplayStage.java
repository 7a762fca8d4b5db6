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
  INSTANCES(Topics.SERIES_ASSEMBLED, Topics.SERIES_ASSEMBLED_REPLAY),
  /** From recorded volumes: located and scored again. */
  VOLUMES(Topics.VOLUMES, Topics.VOLUMES_REPLAY),
  /** From recorded regions: scored again. */
  ROIS(Topics.ROIS, Topics.ROIS_REPLAY);

  private final Topic<? extends SpecificRecord> source;
  private final Topic<? extends SpecificRecord> target;

  <V extends SpecificRecord> ReplayStage(Topic<V> source, Topic<V> target) {
    this.source = source;
    this.target = target;
  }

  /** What references are copied from. */
  public Topic<? extends SpecificRecord> source() {
    return source;
  }

  /** What they are copied to. */
  public Topic<? extends SpecificRecord> target() {
    return target;
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
