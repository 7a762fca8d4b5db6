package org.seriesflow.roi;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import org.seriesflow.stages.StageConfig;
import org.seriesflow.stages.UnknownBodyPart;

/** The configuration of roi-service, prefix {@code seriesflow}. */
@ConfigMapping(prefix = "seriesflow")
interface RoiConfig extends StageConfig {
  /** Which series are tried. */
  Eligibility eligibility();

  /** The topics that are read and written. */
  Topics topics();

  /** Which series are tried. */
  interface Eligibility {
    /** What becomes of a series that does not say which part of the body it shows. */
    @WithName("unknown-body-part")
    @WithDefault("skip")
    UnknownBodyPart unknownBodyPart();
  }

  /** The topics; a deployment that is not LIVE names others to write to. */
  interface Topics {
    /** Read: VolumeReady. */
    @WithDefault("volumes")
    String volumes();

    /** Written: RoiExtracted. */
    @WithDefault("rois")
    String rois();

    /** Written: SeriesSkipped. */
    @WithName("series-skipped")
    @WithDefault("series-skipped")
    String seriesSkipped();
  }
}
