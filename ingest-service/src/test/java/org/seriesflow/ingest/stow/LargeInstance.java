package org.seriesflow.ingest.stow;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.seriesflow.dicom.FileIntake;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.ingest.reception.Arrival;
import org.seriesflow.ingest.reception.ReceptionMetrics;
import org.seriesflow.ingest.reception.RefusalMetrics;
import org.seriesflow.ingest.reception.StoringSink;
import org.seriesflow.rules.Lanes;
import org.seriesflow.streaming.payload.FilePayloadStore;

/**
 * Takes one instance of that many bytes by STOW-RS and prints the HTTP status, the payload's size
 * and the largest heap: a program of its own, so that a test can bound its memory.
 */
final class LargeInstance {
  private LargeInstance() {}

  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    var pixels = Long.parseLong(arguments[1]);
    var meters = new SimpleMeterRegistry();
    var reception = new ReceptionMetrics(meters);
    var metrics = new RefusalMetrics(meters, reception);
    var limits = new StowLimits(1, 1L << 40, 1L << 40, 1024, 10, Duration.ofMinutes(5));
    var sizes = new long[1];
    var sink =
        new StoringSink(
            new FilePayloadStore(Files.createDirectory(folder.resolve("payloads"))),
            event -> sizes[0] = event.getPayload().getSize(),
            reception,
            new StoringSink.Origin("test", ProcessingMode.LIVE, Lanes.NONE),
            new StoringSink.Reserve(0, 0),
            Clock.systemUTC(),
            Optional.empty());
    var service =
        new StowService(
            new FileIntake(Set.of(), limits.partBytes(), metrics::instanceRefused),
            () -> sink.begin(Arrival.STOW),
            limits,
            new RemoteAddresses(List.of()),
            metrics,
            System::nanoTime);
    var request =
        new StowService.Request(
            "127.0.0.1",
            Optional.of(StowBody.CONTENT_TYPE),
            Optional.empty(),
            OptionalLong.empty(),
            Optional.empty());

    var outcome = service.store(request, body(folder, pixels));

    System.out.println(
        "%d %d %d".formatted(outcome.status(), sizes[0], Runtime.getRuntime().totalMemory()));
  }

  /** A real header, and pixel data of that length behind it. */
  static InputStream body(Path folder, long pixels) throws IOException {
    var spec =
        new SyntheticSpec(
            1, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 16, 16, 0.9, 1.2);
    var file = Files.readAllBytes(SyntheticSeries.write(folder.resolve("series"), spec).getFirst());
    var body = StowBody.of(List.of());
    var slice = Arrays.copyOf(file, file.length - 2 * 16 * 16 - 4);
    var head = new java.io.ByteArrayOutputStream();
    head.write(
        "\r\n--stow-test\r\nContent-Type: application/dicom\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    head.write(slice);
    // The value's length, of undefined meaning here: nobody decodes these pixels.
    head.write(new byte[] {-2, -1, -1, -1});
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                new ByteArrayInputStream(head.toByteArray()),
                new Pixels(pixels),
                new ByteArrayInputStream(body))));
  }

  /** Bytes that look like nothing. */
  private static final class Pixels extends InputStream {
    private final byte[] pattern = new byte[64 * 1024];
    private long left;

    Pixels(long length) {
      left = length;
      new java.util.Random(1).nextBytes(pattern);
    }

    @Override
    public int read() {
      return left-- > 0 ? pattern[(int) (left % pattern.length)] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      var count = (int) Math.min(Math.min(length, pattern.length), left);
      System.arraycopy(pattern, 0, bytes, offset, count);
      left -= count;
      return count;
    }
  }
}
