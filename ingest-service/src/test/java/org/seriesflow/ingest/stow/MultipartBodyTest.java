package org.seriesflow.ingest.stow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.seriesflow.ingest.reception.RequestRefusal;

class MultipartBodyTest {
  private static final int LONGEST_HEADERS = 1024;

  private static MultipartBody body(String text) throws IOException {
    return body(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static MultipartBody body(InputStream stream) throws IOException {
    return new MultipartBody(stream, "b", LONGEST_HEADERS);
  }

  private static String text(MultipartBody body) throws IOException {
    return new String(body.part().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static RequestRefusal refusal(String text) {
    return assertThrows(
            RequestRefusedException.class,
            () -> {
              var body = body(text);
              while (body.next()) {
                text(body);
              }
            })
        .refusal();
  }

  @Test
  void shouldGiveEachPartWithItsHeaders() throws IOException {
    var body =
        body(
            "preamble\r\n--b\r\ncontent-TYPE: application/dicom\r\n\r\none\r\n"
                + "--b  \r\nContent-Type: x/y;\r\n z=1\r\n\r\n\r\n--c\r\n--b--\r\nepilogue");

    assertTrue(body.next());
    assertEquals(Optional.of("application/dicom"), body.header("Content-Type"));
    assertEquals("one", text(body));
    assertTrue(body.next());
    assertEquals(Optional.of("x/y; z=1"), body.header("content-type"));
    assertEquals("\r\n--c", text(body));
    assertFalse(body.next());
  }

  @Test
  void shouldPassOverWhatWasNotReadOfAPart() throws IOException {
    var body = body("--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--");

    assertTrue(body.next());
    assertTrue(body.next());
    assertEquals("two", text(body));
  }

  @Test
  void shouldRefuseABodyWithoutItsLastBoundary() {
    assertEquals(RequestRefusal.MALFORMED, refusal("--b\r\n\r\none\r\n--b"));
    assertEquals(RequestRefusal.MALFORMED, refusal("--b\r\n\r\none"));
    assertEquals(RequestRefusal.MALFORMED, refusal("nothing"));
    assertEquals(RequestRefusal.MALFORMED, refusal(""));
  }

  @Test
  void shouldRefuseABoundaryThatGoesOn() {
    assertEquals(RequestRefusal.MALFORMED, refusal("--bc\r\n\r\none\r\n--b--"));
  }

  @Test
  void shouldRefuseHeadersWithoutEnd() {
    assertEquals(
        RequestRefusal.MALFORMED, refusal("--b\r\nX: " + "y".repeat(LONGEST_HEADERS) + "\r\n"));
    assertEquals(RequestRefusal.MALFORMED, refusal("--b\r\n" + "X: y\r\n".repeat(LONGEST_HEADERS)));
  }

  @Test
  void shouldGiveBytesBackWhateverTheyAreAndHoweverTheyArrive() throws IOException {
    var random = new Random(7);
    for (var round = 0; round < 200; round++) {
      var parts = new ArrayList<byte[]>();
      var bytes = new ByteArrayOutputStream();
      for (var i = 0; i < 3; i++) {
        var part = new byte[random.nextInt(round % 10 == 0 ? 200_000 : 300)];
        for (var k = 0; k < part.length; k++) {
          // Of few kinds, so that what begins like a boundary is frequent.
          part[k] = "\r\n-ax".getBytes(StandardCharsets.US_ASCII)[random.nextInt(5)];
        }
        parts.add(part);
        bytes.write("\r\n--b\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        bytes.write(part);
      }
      bytes.write("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
      var body = body(new Dribble(bytes.toByteArray(), random));

      var read = new ArrayList<byte[]>();
      while (body.next()) {
        read.add(body.part().readAllBytes());
      }

      assertEquals(parts.size(), read.size());
      for (var i = 0; i < parts.size(); i++) {
        assertArrayEquals(parts.get(i), read.get(i));
      }
    }
  }

  /** Hands out a few bytes at a time. */
  private static final class Dribble extends ByteArrayInputStream {
    private final Random random;

    Dribble(byte[] bytes, Random random) {
      super(bytes);
      this.random = random;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(5_000)));
    }
  }

  @Test
  void shouldRefuseABoundaryThatIsNone() {
    for (var boundary : List.of("", "x".repeat(71))) {
      assertThrows(
          RequestRefusedException.class,
          () -> new MultipartBody(InputStream.nullInputStream(), boundary, LONGEST_HEADERS));
    }
  }
}
