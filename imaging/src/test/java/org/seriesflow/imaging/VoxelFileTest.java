package org.seriesflow.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class VoxelFileTest {
  private static final long BYTES = 3_000_001;

  @Test
  void shouldHoldZerosAtFirst() {
    try (var arena = Arena.ofConfined()) {
      var voxels = VoxelFile.allocate(arena, BYTES);
      assertEquals(BYTES, voxels.byteSize());
      assertEquals(0, voxels.get(ValueLayout.JAVA_BYTE, 0));
      assertEquals(0, voxels.get(ValueLayout.JAVA_BYTE, BYTES - 1));
    }
  }

  @Test
  void shouldKeepWhatWasWrittenWhenItsPagesLeaveMemory() {
    try (var arena = Arena.ofConfined()) {
      var voxels = VoxelFile.allocate(arena, BYTES);
      voxels.set(ValueLayout.JAVA_BYTE, BYTES - 1, (byte) 7);
      voxels.unload();
      assertTrue(voxels.isMapped());
      assertEquals(7, voxels.get(ValueLayout.JAVA_BYTE, BYTES - 1));
    }
  }

  @Test
  void shouldKeepASmallVolumeInMemoryWhereUnloadingDoesNothing() {
    var unit = new Vector3(1, 0, 0);
    var geometry =
        new VolumeGeometry(
            new Shape(2, 2, 2),
            new Vector3(0, 0, 0),
            unit,
            new Vector3(0, 1, 0),
            new Vector3(0, 0, 1));
    try (var volume = Volume.allocate(geometry, VoxelType.INT16)) {
      volume.setStored(1, 1, 1, 5);
      volume.unload(0, 16);
      assertEquals(5, volume.storedAt(1, 1, 1));
    }
  }
}
