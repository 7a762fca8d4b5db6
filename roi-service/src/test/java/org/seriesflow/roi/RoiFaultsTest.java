package org.seriesflow.roi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.stages.UnknownBodyPart;
import org.seriesflow.streaming.Topics;

/** What cannot be worked on: put aside, or waited for. */
class RoiFaultsTest extends RoiBench {
  @Test
  void shouldPutAsideASeriesWhosePayloadIsMissing() {
    send(Fixtures.volume(Fixtures.missing()));

    var letter = only(Topics.DEAD_LETTERS, DeadLetter.class);
    assertEquals("PAYLOAD_MISSING", letter.getCauseCode());
    assertEquals("roi", letter.getStage());
    assertTrue(letter.getEndsRevision());
  }

  @Test
  void shouldPutAsideASeriesWhosePayloadLiesElsewhereThanTheEventSays() throws IOException {
    var other =
        VolumeGeometry.axisAligned(
            new Shape(4, 5, 6), Fixtures.GEOMETRY.origin(), new Spacing(1, 1, 2));
    send(Fixtures.volume(Fixtures.stored(store, other)));

    assertEquals("VOLUME_UNREADABLE", only(Topics.DEAD_LETTERS, DeadLetter.class).getCauseCode());
    assertNothingOn(Topics.ROIS);
  }

  @Test
  void shouldPutAsideASeriesWhoseGeometryIsNone() throws IOException {
    var event = event();
    event.getVolumes().getFirst().getGeometry().setSizeZ(0);
    send(event);

    assertEquals("GEOMETRY_INVALID", only(Topics.DEAD_LETTERS, DeadLetter.class).getCauseCode());
  }

  @Test
  void shouldPutAsideASeriesWhoseRegionThePackageWithholds() throws IOException {
    locator =
        _ -> {
          throw new NoSuchElementException("withheld");
        };
    send(event());

    assertEquals("REGION_WITHHELD", only(Topics.DEAD_LETTERS, DeadLetter.class).getCauseCode());
  }

  @Test
  void shouldGoOnAfterBytesThatAreNoEvent() throws IOException {
    start(UnknownBodyPart.SKIP, ProcessingMode.LIVE);
    pipe(new byte[] {1, 2, 3});
    pipe(event());

    assertEquals(1, only(Topics.ROIS, RoiExtracted.class).getRois().size());
    assertFalse(only(Topics.DEAD_LETTERS, DeadLetter.class).getEndsRevision());
  }

  @Test
  void shouldTryAgainWhileTheStoreIsAwayAndSkipNothing() throws IOException {
    var event = event();
    var away = folder.resolveSibling(folder.getFileName() + "-away");
    var pauses = new java.util.ArrayList<java.time.Duration>();
    Files.move(folder, away);
    var waiting =
        runtime()
            .withBackoff(
                org.seriesflow.streaming.Backoff.OF_RECORDS,
                pause -> {
                  pauses.add(pause);
                  assertFalse(readiness.isReady());
                  return moved(away, folder);
                });
    start(waiting, UnknownBodyPart.SKIP, ProcessingMode.LIVE);
    pipe(event);

    assertEquals(1, pauses.size());
    assertTrue(readiness.isReady());
    assertEquals(1, only(Topics.ROIS, RoiExtracted.class).getRois().size());
    assertNothingOn(Topics.DEAD_LETTERS);
  }

  @Test
  void shouldStampAShadowDeploymentsRegionsAndDeadLetters() throws IOException {
    start(UnknownBodyPart.SKIP, ProcessingMode.SHADOW);
    pipe(event());
    pipe(Fixtures.volume(Fixtures.missing()));

    assertEquals(
        ProcessingMode.SHADOW, only(Topics.ROIS, RoiExtracted.class).getHeader().getMode());
    assertEquals(
        ProcessingMode.SHADOW, only(Topics.DEAD_LETTERS, DeadLetter.class).getHeader().getMode());
  }

  @Test
  void shouldRefuseAReplayedEventInALiveDeployment() throws IOException {
    var event = event();
    event.getHeader().setMode(ProcessingMode.REPLAY);
    event.getHeader().setJobId("job");
    send(event);

    var letter = only(Topics.DEAD_LETTERS, DeadLetter.class);
    assertEquals("MODE_MISMATCH", letter.getCauseCode());
    assertFalse(letter.getEndsRevision());
  }
}
