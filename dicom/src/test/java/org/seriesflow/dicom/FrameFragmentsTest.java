package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two frames of two and three fragments, each of 10 bytes and 8 of item header. */
class FrameFragmentsTest {
  private static final byte[] NONE = {};
  private static final int FRAMES = 2;

  private static List<PixelSource.Fragment> fragments(Integer... codestreams) {
    var starts = List.of(codestreams);
    var fragments = new ArrayList<PixelSource.Fragment>();
    for (var i = 0; i < 5; i++) {
      fragments.add(new PixelSource.Fragment(1000 + i * 18L, 10, starts.contains(i)));
    }
    return fragments;
  }

  private static byte[] basic(int... offsets) {
    var table = ByteBuffer.allocate(offsets.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (var offset : offsets) {
      table.putInt(offset);
    }
    return table.array();
  }

  private static byte[] extended(long... offsets) {
    var table = ByteBuffer.allocate(offsets.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (var offset : offsets) {
      table.putLong(offset);
    }
    return table.array();
  }

  private static void assertStarts(int[] expected, Optional<int[]> starts) {
    assertArrayEquals(expected, starts.orElseThrow());
  }

  @Test
  void shouldTellFramesApartByTheBasicOffsetTable() {
    assertStarts(new int[] {0, 2}, FrameFragments.starts(fragments(), FRAMES, basic(0, 36), NONE));
  }

  @Test
  void shouldTellFramesApartByTheExtendedOffsetTable() {
    assertStarts(
        new int[] {0, 2}, FrameFragments.starts(fragments(), FRAMES, NONE, extended(0, 36)));
  }

  @Test
  void shouldTellFramesApartByTheirFirstBytesWhereTheTableIsEmpty() {
    assertStarts(new int[] {0, 3}, FrameFragments.starts(fragments(0, 3), FRAMES, NONE, NONE));
  }

  @Test
  void shouldPassOverATableThatPointsBesideItems() {
    assertStarts(
        new int[] {0, 2}, FrameFragments.starts(fragments(0, 2), FRAMES, basic(0, 35), NONE));
  }

  @Test
  void shouldPassOverATableThatDoesNotRise() {
    assertStarts(
        new int[] {0, 2}, FrameFragments.starts(fragments(0, 2), FRAMES, basic(0, 0), NONE));
  }

  @Test
  void shouldTakeEachFragmentForAFrameWhateverTheTableSays() {
    assertStarts(
        new int[] {0, 1, 2, 3, 4}, FrameFragments.starts(fragments(), 5, basic(0, 36), NONE));
  }

  @Test
  void shouldNotGuessWhereNothingTellsFramesApart() {
    assertTrue(FrameFragments.starts(fragments(0), FRAMES, NONE, NONE).isEmpty());
  }

  @Test
  void shouldNotFindMoreFramesThanFragments() {
    assertTrue(FrameFragments.starts(fragments(), 6, NONE, NONE).isEmpty());
  }
}
