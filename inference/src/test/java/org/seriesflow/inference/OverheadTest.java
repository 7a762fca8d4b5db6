package org.seriesflow.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;

/** What the engine costs around the networks, on a volume of the size of a real angiogram. */
final class OverheadTest {

  private static Volume angiogram() {
    var geometry =
        VolumeGeometry.axisAligned(
            new Shape(106, 512, 512), new Vector3(0, 0, 0), new Spacing(0.7, 0.390625, 0.390625));
    var volume = Volume.allocate(geometry, VoxelType.INT16);
    var voxels = volume.voxels();
    long n = geometry.shape().voxels();
    int noise = 1;
    for (long i = 0; i < n; i++) {
      noise = noise * 1664525 + 1013904223;
      voxels.set(ValueLayout.JAVA_SHORT, 2 * i, (short) (noise >>> 24));
    }
    return volume;
  }

  /** The same code on the same volume with networks that cost nothing, until it is compiled. */
  private static void warmUp(Volume volume) {
    try (var roi = ReferencePackages.open("tiny-roi");
        var classifier = ReferencePackages.open("tiny-classifier")) {
      for (int i = 0; i < 2; i++) {
        new Classifier(classifier).classify(volume, new RoiLocator(roi).locate(volume).box());
      }
    }
  }

  @Test
  void shouldSpendLessThanATenthOfTheTimeAroundTheNetworks() {
    try (var volume = angiogram();
        var roi = ReferencePackages.open("aneurysm-roi");
        var classifier = ReferencePackages.open("aneurysm-classifier")) {
      warmUp(volume);
      var found = new RoiLocator(roi).locate(volume);
      var calls = new ArrayList<String>();
      var box = VoxelBox.full(volume.shape());
      var scored =
          new Classifier(classifier)
              .classify(volume, box, (model, runs, lasted) -> calls.add(model + runs));
      double network = found.network().plus(scored.network()).toNanos();
      double total = found.total().plus(scored.total()).toNanos();
      System.out.printf(
          Locale.ROOT,
          "outside the networks: %.1f %% of %.2f s; region %.2f of %.2f s in %d calls, "
              + "scores %.2f of %.2f s in %d calls%n",
          100 * (1 - network / total),
          total / 1e9,
          found.network().toNanos() / 1e9,
          found.total().toNanos() / 1e9,
          found.networkRuns(),
          scored.network().toNanos() / 1e9,
          scored.total().toNanos() / 1e9,
          scored.networkRuns());
      assertEquals(8, scored.networkRuns());
      assertEquals(List.of("fold-01", "fold-02"), calls.subList(0, 2));
      assertTrue(network > 0.9 * total);
    }
  }
}
