package org.seriesflow.classifier;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import org.seriesflow.stages.StageConfig;

/** The configuration of classifier-service, prefix {@code seriesflow}. */
@ConfigMapping(prefix = "seriesflow")
interface ClassifierConfig extends StageConfig {
  /** The topics that are read and written. */
  Topics topics();

  /** What is remembered of a series. */
  Outcomes outcomes();

  /**
   * The topics; a deployment that is not LIVE names another to write to, as in
   * predictions.rescored.
   */
  interface Topics {
    /** Read: RoiExtracted. */
    @WithDefault("rois")
    String rois();

    /** Read: SeriesSkipped. */
    @WithName("series-skipped")
    @WithDefault("series-skipped")
    String seriesSkipped();

    /** Written: SeriesPredicted. */
    @WithDefault("predictions")
    String predictions();
  }

  /** What is remembered of a series. */
  interface Outcomes {
    /**
     * How long after its last end; longer than assembly keeps a series open for late instances, and
     * than a dead letter can be redriven, so that an older revision still ends SUPERSEDED.
     */
    @WithDefault("P98D")
    Duration memory();
  }
}
