package org.seriesflow.roi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.Lane;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.stages.UnknownBodyPart;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.stage.ServedLanes;

/** What each application of the service does with series of each lane. */
class LanesTest extends RoiBench {
  @Test
  void shouldKeepUrgentSeriesOnTopicsOfTheirOwn() throws IOException {
    topics = topics(ServedLanes.STAT, Topics.ROIS);
    start(UnknownBodyPart.SKIP, ProcessingMode.LIVE);
    pipe(Topics.VOLUMES_STAT, urgent());

    assertEquals(Lane.STAT, only(Topics.ROIS_STAT, RoiExtracted.class).getHeader().getLane());
  }

  @Test
  void shouldLookAtSeriesOfAllLanesInAShadow() throws IOException {
    var shadowed = Topics.ROIS.withName("rois.shadow");
    topics = topics(ServedLanes.ALL, shadowed);
    start(UnknownBodyPart.SKIP, ProcessingMode.SHADOW);
    pipe(event());
    pipe(Topics.VOLUMES_STAT, urgent());

    assertEquals(2, values(shadowed).size());
  }

  private VolumeReady urgent() throws IOException {
    var event = event();
    event.getHeader().setLane(Lane.STAT);
    return event;
  }
}
