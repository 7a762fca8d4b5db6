package org.seriesflow.ingest.stow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.FileIntake;
import org.seriesflow.dicom.InstanceHeader;
import org.seriesflow.dicom.InstanceSink;
import org.seriesflow.dicom.InstanceUids;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.fuzzing.ByteMutations;
import org.seriesflow.fuzzing.Fuzzing;
import org.seriesflow.ingest.reception.ReceptionMetrics;
import org.seriesflow.ingest.reception.RefusalMetrics;

/** Whatever a client sends, it is answered in bounds, and what the answer names was kept. */
class HostileStowTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Buffers of 64 KiB for body and parts, ten of these, and what the sink of this test keeps. */
  private static final long MOST_ALLOCATED = 16L << 20;

  private static final StowLimits LIMITS =
      new StowLimits(1, 1 << 20, 1 << 19, 1024, 10, Duration.ofSeconds(30));

  /** Held on to: a level is forgotten with its logger. */
  private static final List<Logger> QUIET =
      List.of(Logger.getLogger("org.aoju"), Logger.getLogger("org.seriesflow"));

  @TempDir Path folder;
  private final List<InstanceUids> kept = new ArrayList<>();
  private List<Path> files;
  private StowService service;

  @BeforeAll
  static void silence() {
    QUIET.forEach(logger -> logger.setLevel(Level.OFF));
  }

  @AfterAll
  static void speak() {
    QUIET.forEach(logger -> logger.setLevel(null));
  }

  @BeforeEach
  void prepare() throws IOException {
    var spec =
        new SyntheticSpec(
            1, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 16, 16, 0.9, 1.2);
    files = SyntheticSeries.write(folder.resolve("series"), spec).subList(0, 2);
    var meters = new SimpleMeterRegistry();
    var metrics = new RefusalMetrics(meters, new ReceptionMetrics(meters));
    service =
        new StowService(
            new FileIntake(Set.of(), LIMITS.partBytes(), metrics::instanceRefused),
            Kept::new,
            LIMITS,
            new RemoteAddresses(List.of()),
            metrics,
            System::nanoTime);
  }

  /** An instance in memory. */
  private final class Kept implements InstanceSink.Intake {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public OutputStream output() {
      return bytes;
    }

    @Override
    public void complete(InstanceHeader header) {
      kept.add(header.uids());
    }

    @Override
    public void close() {}
  }

  private StowOutcome store(String contentType, String contentEncoding, InputStream body) {
    return service.store(
        new StowService.Request(
            "127.0.0.1",
            Optional.of(contentType),
            Optional.ofNullable(contentEncoding),
            OptionalLong.empty(),
            Optional.empty()),
        body);
  }

  private StowOutcome store(byte[] body) {
    return store(StowBody.CONTENT_TYPE, null, new ByteArrayInputStream(body));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] lines(String... lines) {
    return ascii(String.join("\r\n", lines));
  }

  private List<byte[]> bodies() throws IOException {
    var file = Files.readAllBytes(files.getFirst());
    var nested =
        ByteMutations.joined(
            lines(
                "--stow-test",
                "Content-Type: multipart/related; boundary=stow-test",
                "",
                "--stow-test",
                "Content-Type: application/dicom",
                "",
                ""),
            file,
            ascii("\r\n--stow-test--\r\n--stow-test--\r\n"));
    var headers =
        ByteMutations.joined(
            lines(
                "preamble",
                "--stow-test \t",
                "Content-Type: application/dicom;",
                " x=y",
                "Content-Encoding: gzip",
                "Content-Length: 99999999999",
                "",
                ""),
            file,
            ascii("\r\n--stow-test--"));
    return List.of(StowBody.of(files), nested, headers, StowBody.of(List.of()));
  }

  private void assertAnsweredInOrder(StowOutcome outcome) {
    assertTrue(
        Set.of(200, 202, 400, 409, 413, 415).contains(outcome.status()),
        () -> "status " + outcome.status());
    assertEquals(kept, outcome.stored());
    assertFalse(StowAnswer.of(outcome).json().isBlank());
    assertFalse(StowAnswer.of(outcome).xml().isBlank());
    kept.clear();
  }

  private void assertServes() {
    assertEquals(200, store(StowBody.of(files)).status());
  }

  @Test
  void shouldAnswerEveryMutatedBodyAndKeepWhatItNames() throws IOException {
    var seeds = bodies();

    new Fuzzing(seeds, ByteMutations.all(seeds), 2500, PATIENCE, MOST_ALLOCATED)
        .run(bytes -> assertAnsweredInOrder(store(bytes)));

    assertServes();
  }

  @Test
  void shouldAnswerEveryMutatedContentType() {
    var seeds =
        List.of(
            ascii(StowBody.CONTENT_TYPE),
            ascii(
                "multipart/related; type=application/dicom; boundary=\"stow-test\"; start=\"<1>\""),
            ascii("Multipart/Related;TYPE=\"application/dicom\";a=\"\\\"\";boundary=stow-test"));
    var body = StowBody.of(files);

    new Fuzzing(seeds, ByteMutations.all(seeds), 1000, PATIENCE, MOST_ALLOCATED)
        .run(
            bytes ->
                assertAnsweredInOrder(
                    store(
                        new String(bytes, StandardCharsets.ISO_8859_1),
                        null,
                        new ByteArrayInputStream(body))));

    assertServes();
  }

  @Test
  void shouldRefuseAnEncodedBodyUnread() throws IOException {
    var bomb = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bomb)) {
      gzip.write(StowBody.of(files));
      gzip.write(new byte[1 << 20]);
    }
    for (var encoding : List.of("gzip", "deflate", "br", "identity, gzip", "GZIP")) {
      var body = new ByteArrayInputStream(bomb.toByteArray());

      assertEquals(415, store(StowBody.CONTENT_TYPE, encoding, body).status(), encoding);
      assertEquals(bomb.size(), body.available());
    }
    assertEquals(
        200,
        store(StowBody.CONTENT_TYPE, " Identity ", new ByteArrayInputStream(StowBody.of(files)))
            .status());
  }

  @Test
  void shouldEndABodyWhosePartHasNoEndAtItsLimit() {
    var head = ascii("--stow-test\r\nContent-Type: application/dicom\r\n\r\n");
    var endless = new java.io.SequenceInputStream(new ByteArrayInputStream(head), new Endless('x'));

    assertEquals(413, store(StowBody.CONTENT_TYPE, null, endless).status());
    assertServes();
  }

  @Test
  void shouldEndABodyWhoseHeaderLineHasNoEnd() {
    var head = ascii("--stow-test\r\nContent-Type: ");
    var endless = new java.io.SequenceInputStream(new ByteArrayInputStream(head), new Endless('x'));

    assertEquals(400, store(StowBody.CONTENT_TYPE, null, endless).status());
    assertServes();
  }

  @Test
  void shouldEndABodyThatNeverComesToItsBoundary() {
    assertEquals(413, store(StowBody.CONTENT_TYPE, null, new Endless('\r')).status());
    assertServes();
  }

  /** One byte for ever. */
  private static final class Endless extends InputStream {
    private final char value;

    Endless(char value) {
      this.value = value;
    }

    @Override
    public int read() {
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      Arrays.fill(bytes, offset, offset + length, (byte) value);
      return length;
    }
  }
}
