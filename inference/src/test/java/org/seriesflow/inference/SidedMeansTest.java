package org.seriesflow.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;

/** A network that gives the means of the two halves: a confusion of sides shows in its scores. */
final class SidedMeansTest {
  private static final double ROUNDING = 1e-6;

  /** 4×4×4, x towards the patient's left; the value is 1 in the right half, 5 in the left. */
  private static Volume bright(boolean left) {
    var geometry =
        VolumeGeometry.axisAligned(new Shape(4, 4, 4), new Vector3(0, 0, 0), new Spacing(1, 1, 1));
    var volume = Volume.allocate(geometry, VoxelType.INT16);
    for (int z = 0; z < 4; z++) {
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
          volume.setStored(z, y, x, (x >= 2) == left ? 5 : 1);
        }
      }
    }
    return volume;
  }

  private static Classification classify(Volume volume, VoxelBox box) {
    try (var pipeline = ReferencePackages.open("sided-means")) {
      return new Classifier(pipeline).classify(volume, box);
    }
  }

  @Test
  void shouldKeepLeftLeftThroughMirroredPasses() {
    try (var volume = bright(true)) {
      var scores = classify(volume, VoxelBox.full(volume.shape())).scores();
      assertEquals("left-half", scores.get(0).label().id());
      assertEquals(5, scores.get(0).logit(), ROUNDING);
      assertEquals(1, scores.get(1).logit(), ROUNDING);
    }
  }

  @Test
  void shouldGiveTheMirroredScoresForTheMirroredPatient() {
    try (var volume = bright(false)) {
      var scores = classify(volume, VoxelBox.full(volume.shape())).scores();
      assertEquals(1, scores.get(0).logit(), ROUNDING);
      assertEquals(5, scores.get(1).logit(), ROUNDING);
    }
  }

  @Test
  void shouldCountOneNetworkCallForEachMirroring() {
    try (var volume = bright(true)) {
      assertEquals(3, classify(volume, VoxelBox.full(volume.shape())).networkRuns());
    }
  }

  @Test
  void shouldWithholdScoresRatherThanInventThemWhereAGuardSaysSo() {
    try (var volume = bright(true)) {
      var result = classify(volume, new VoxelBox(0, 0, 0, 1, 2, 2));
      assertTrue(result.scores().isEmpty());
      assertEquals("TOO_SMALL", result.withheld().orElseThrow().code());
      assertEquals(0, result.networkRuns());
    }
  }

  @Test
  void shouldReadOnlyTheRegion() {
    try (var volume = bright(true)) {
      var scores = classify(volume, new VoxelBox(0, 0, 2, 4, 4, 4)).scores();
      assertEquals(5, scores.get(0).logit(), ROUNDING);
      assertEquals(5, scores.get(1).logit(), ROUNDING);
    }
  }
}
