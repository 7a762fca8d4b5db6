package org.seriesflow.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VolumeTest {
  @ParameterizedTest
  @EnumSource(VoxelType.class)
  void shouldGiveBackSmallestAndLargestStoredNumber(VoxelType type) {
    try (Volume volume = Volume.allocate(TestVolumes.unit(1, 1, 2), type)) {
      volume.setStored(0, 0, 0, type.min());
      volume.setStored(0, 0, 1, type.max());
      assertEquals(type.min(), volume.storedAt(0, 0, 0));
      assertEquals(type.max(), volume.storedAt(0, 0, 1));
    }
  }

  @Test
  void shouldRescaleStoredNumbers() {
    try (Volume volume = Volume.allocate(TestVolumes.unit(1, 1, 1), VoxelType.UINT16, .5, -1024)) {
      volume.setStored(0, 0, 0, 3000);
      assertEquals(476, volume.valueAt(0, 0, 0));
    }
  }

  @Test
  void shouldStoreXFastestLittleEndian() {
    try (Volume volume = TestVolumes.counting(TestVolumes.unit(2, 3, 4), VoxelType.INT16)) {
      // Voxel [1,2,3] = 123 is number (1·3 + 2)·4 + 3 = 23.
      assertEquals(123, volume.voxels().get(ValueLayout.JAVA_BYTE, 46));
      assertEquals(0, volume.voxels().get(ValueLayout.JAVA_BYTE, 47));
    }
  }

  @Test
  void shouldRejectNumberThatTypeCannotHold() {
    try (Volume volume = Volume.allocate(TestVolumes.unit(1, 1, 1), VoxelType.INT16)) {
      assertThrows(IllegalArgumentException.class, () -> volume.setStored(0, 0, 0, 32768));
      assertThrows(IllegalArgumentException.class, () -> volume.setStored(0, 0, 0, .5));
    }
  }

  @Test
  void shouldRefuseVoxelsAfterClose() {
    Volume volume = Volume.allocate(TestVolumes.unit(1, 1, 1), VoxelType.UINT8);
    volume.close();
    volume.close();
    assertThrows(IllegalStateException.class, () -> volume.valueAt(0, 0, 0));
  }
}
