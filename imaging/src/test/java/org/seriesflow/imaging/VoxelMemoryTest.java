package org.seriesflow.imaging;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VoxelMemoryTest {
  @Test
  void shouldRefuseAVolumeThatDoesNotFitAndSayHowToMakeRoom() {
    var geometry =
        new VolumeGeometry(
            new Shape(60_000, 60_000, 60_000),
            new Vector3(0, 0, 0),
            new Vector3(1, 0, 0),
            new Vector3(0, 1, 0),
            new Vector3(0, 0, 1));

    var thrown =
        assertThrows(VoxelMemoryException.class, () -> Volume.allocate(geometry, VoxelType.INT16));

    assertTrue(thrown.getMessage().contains("411987304 MiB"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("-Djava.io.tmpdir"), thrown.getMessage());
  }
}
