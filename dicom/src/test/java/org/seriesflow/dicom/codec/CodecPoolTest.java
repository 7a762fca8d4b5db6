package org.seriesflow.dicom.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** High-Throughput JPEG 2000, and what holds for every codec. */
class CodecPoolTest {
  private static final int ROWS = 40;
  private static final int COLUMNS = 56;
  private static final String LOSSLESS = "1.2.840.10008.1.2.4.201";
  private static final String LOSSLESS_RPCL = "1.2.840.10008.1.2.4.202";
  private static final String LOSSY = "1.2.840.10008.1.2.4.203";
  private static final Duration AMPLE = Duration.ofSeconds(60);

  private final CodecPool pool = new CodecPool(AMPLE);

  private static byte[] codestream(String name) throws IOException {
    assumeTrue(OpenJpeg.isThere(), "skipped: OpenJPEG 2.5 (Debian: libopenjp2-7) is not here");
    try (var in = CodecPoolTest.class.getResourceAsStream("/htj2k/" + name)) {
      return in.readAllBytes();
    }
  }

  private static EncodedFrame frame(
      String transferSyntax, int stored, boolean signed, byte[] bytes) {
    return new EncodedFrame(
        transferSyntax, "MONOCHROME2", ROWS, COLUMNS, 16, stored, signed, bytes);
  }

  private static EncodedFrame lossless() throws IOException {
    return frame(LOSSLESS, 12, false, codestream("unsigned-lossless.j2c"));
  }

  private static short[] expected(int less) {
    var cells = new short[ROWS * COLUMNS];
    for (var i = 0; i < cells.length; i++) {
      var row = i / COLUMNS;
      var column = i % COLUMNS;
      cells[i] = (short) ((64 * column + 37 * row + row * column % 19) % 4096 - less);
    }
    return cells;
  }

  private static short[] cells(byte[] bytes) {
    var cells = new short[bytes.length / Short.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(cells);
    return cells;
  }

  @Test
  void shouldDecodeHighThroughputCellsAsTheyWere() throws Exception {
    assertArrayEquals(expected(0), cells(pool.decode(lossless())));
  }

  @Test
  void shouldDecodeSignedHighThroughputCellsInResolutionOrder() throws Exception {
    var frame = frame(LOSSLESS_RPCL, 16, true, codestream("signed-lossless-rpcl.j2c"));
    assertArrayEquals(expected(1024), cells(pool.decode(frame)));
  }

  @Test
  void shouldDecodeLossyHighThroughputCellsNearly() throws Exception {
    var decoded = cells(pool.decode(frame(LOSSY, 12, false, codestream("unsigned-lossy.j2c"))));
    var expected = expected(0);
    for (var i = 0; i < expected.length; i++) {
      assertEquals(expected[i], decoded[i], 8, "cell " + i);
    }
  }

  @Test
  void shouldRefuseACodestreamOfAnotherSizeBeforeItIsDecoded() throws Exception {
    var bytes = codestream("unsigned-lossless.j2c");
    // Xsiz of the SIZ marker: 56 becomes 65,592 columns.
    bytes[9] = 1;
    var refused =
        assertThrows(
            CorruptFrameException.class, () -> pool.decode(frame(LOSSLESS, 12, false, bytes)));
    assertEquals(
        "the codestream is 65592 × 40 and the header says 56 × 40 (columns × rows)",
        refused.getMessage());
  }

  @Test
  void shouldSayWhatTheDecoderSaysOfATruncatedCodestream() throws Exception {
    var bytes = codestream("unsigned-lossless.j2c");
    var half = Arrays.copyOf(bytes, bytes.length / 2);
    var refused =
        assertThrows(
            CorruptFrameException.class, () -> pool.decode(frame(LOSSLESS, 12, false, half)));
    assertFalse(refused.getMessage().isBlank());
  }

  @Test
  void shouldGoOnAfterEveryCorruptCodestream() throws Exception {
    var whole = codestream("unsigned-lossless.j2c");
    var random = new Random(7);
    var refused = 0;
    for (var i = 0; i < 200; i++) {
      var bytes = whole.clone();
      for (var change = 0; change < 4; change++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        var decoded = pool.decode(frame(LOSSLESS, 12, false, bytes));
        assertEquals(2 * ROWS * COLUMNS, decoded.length);
      } catch (CorruptFrameException e) {
        refused++;
      }
    }
    assertTrue(refused > 0, "no change made a codestream corrupt");
    assertArrayEquals(expected(0), cells(pool.decode(lossless())));
  }

  @Test
  void shouldEndAFrameThatTakesTooLong() throws Exception {
    var hasty = new CodecPool(Duration.ofNanos(1));
    var late = assertThrows(CorruptFrameException.class, () -> hasty.decode(lossless()));
    assertEquals("it was not decoded within 0 ms", late.getMessage());
  }

  @Test
  void shouldCallAFrameCorruptWhoseDecoderDies() throws Exception {
    var clock = Executors.newSingleThreadScheduledExecutor();
    try (var process = CodecProcess.start(AMPLE, clock)) {
      process.end();
      var frame = lossless();
      var died = assertThrows(CorruptFrameException.class, () -> process.decode(frame, AMPLE));
      assertTrue(
          died.getMessage().startsWith("the decoder came to an end with it: exit code "),
          died.getMessage());
      assertFalse(process.isAlive());
    } finally {
      clock.shutdownNow();
    }
  }

  @Test
  void shouldUseAProcessAgain() throws Exception {
    pool.decode(lossless());
    var before = children();
    pool.decode(lossless());
    assertEquals(before, children());
  }

  private static java.util.Set<Long> children() {
    return ProcessHandle.current()
        .children()
        .map(ProcessHandle::pid)
        .collect(java.util.stream.Collectors.toSet());
  }
}
