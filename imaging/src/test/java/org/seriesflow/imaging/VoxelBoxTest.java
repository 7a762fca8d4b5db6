package org.seriesflow.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VoxelBoxTest {
  @Test
  void shouldCountVoxelsOfHalfOpenBounds() {
    assertEquals(new Shape(1, 2, 3), new VoxelBox(4, 5, 6, 5, 7, 9).shape());
  }

  @Test
  void shouldCoverWholeVolume() {
    assertEquals(new VoxelBox(0, 0, 0, 3, 4, 5), VoxelBox.full(new Shape(3, 4, 5)));
  }

  @Test
  void shouldTellWhetherItLeavesVolume() {
    VoxelBox box = new VoxelBox(0, 0, 0, 3, 4, 5);
    assertTrue(box.isWithin(new Shape(3, 4, 5)));
    assertFalse(box.isWithin(new Shape(3, 4, 4)));
  }

  @Test
  void shouldClipToVolume() {
    assertEquals(
        new VoxelBox(1, 1, 1, 3, 4, 5), new VoxelBox(1, 1, 1, 30, 40, 50).clip(new Shape(3, 4, 5)));
  }

  @Test
  void shouldRejectEmptyAxis() {
    var error = assertThrows(IllegalArgumentException.class, () -> new VoxelBox(0, 3, 0, 1, 3, 1));
    assertTrue(error.getMessage().contains("[0,3,0]..[1,3,1)"), error.getMessage());
  }

  @Test
  void shouldRejectClipThatLeavesNothing() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new VoxelBox(3, 0, 0, 4, 1, 1).clip(new Shape(3, 4, 5)));
  }
}
