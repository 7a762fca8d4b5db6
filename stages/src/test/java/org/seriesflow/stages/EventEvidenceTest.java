package org.seriesflow.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.SeriesAttributes;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.VolumeGeometry;

class EventEvidenceTest {
  private static final VolumeGeometry GEOMETRY =
      VolumeGeometry.axisAligned(
          new Shape(20, 256, 192), new Vector3(0, 0, 0), new Spacing(3, .5, .75));

  @Test
  void shouldTakeTheAttributesOfTheEvent() {
    var evidence =
        EventEvidence.of(
            SeriesAttributes.newBuilder()
                .setModality("MR")
                .setBodyPartExamined("HEAD")
                .setSeriesDescription("TOF")
                .setScanningSequence("GR\\SE")
                .setAngioFlag("Y")
                .setImageType(List.of("ORIGINAL", "PRIMARY"))
                .build(),
            GEOMETRY);

    assertEquals(Optional.of("MR"), evidence.modality());
    assertEquals(Optional.of("HEAD"), evidence.bodyPartExamined());
    assertEquals(Optional.of("TOF"), evidence.seriesDescription());
    assertEquals(List.of("GR", "SE"), evidence.scanningSequence());
    assertEquals(List.of("ORIGINAL", "PRIMARY"), evidence.imageType());
    assertTrue(evidence.angioFlag());
  }

  @Test
  void shouldLeaveOutWhatTheEventDoesNotSay() {
    var evidence = EventEvidence.of(SeriesAttributes.newBuilder().build(), GEOMETRY);

    assertEquals(Optional.empty(), evidence.modality());
    assertEquals(Optional.empty(), evidence.bodyPartExamined());
    assertEquals(List.of(), evidence.scanningSequence());
    assertFalse(evidence.angioFlag());
  }

  @Test
  void shouldTakeTheCoarsestSpacingAsTheSliceStep() {
    var grid = EventEvidence.of(SeriesAttributes.newBuilder().build(), GEOMETRY).geometry();

    assertEquals(20, grid.voxelsZ());
    assertEquals(192, grid.voxelsX());
    assertEquals(.5, grid.spacingYMm());
    assertEquals(3, grid.sliceStepMm());
  }
}
