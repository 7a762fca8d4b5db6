package org.seriesflow.dicom.codec;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A process that decodes frames: takes them on its standard input and gives cells, or why there are
 * none, on its standard output, until the input ends.
 */
public final class CodecMain {
  static final int DECODED = 0;
  static final int REFUSED = 1;

  /** Exit code of a process whose caller was not there to end it. */
  private static final int LATE = 3;

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  private CodecMain() {}

  /**
   * The process.
   *
   * @param arguments how long it goes on with a frame, as {@link Duration} writes it
   */
  public static void main(String[] arguments) throws IOException {
    var limit = Duration.parse(arguments[0]);
    var in = new DataInputStream(new BufferedInputStream(System.in));
    var out = new DataOutputStream(new BufferedOutputStream(System.out));
    // Whatever a codec prints must not come between the answers.
    System.setOut(System.err);
    out.writeByte(DECODED);
    out.flush();
    while (true) {
      try {
        var frame = EncodedFrame.readFrom(in);
        var watch =
            CLOCK.schedule(
                () -> Runtime.getRuntime().halt(LATE), limit.toMillis(), TimeUnit.MILLISECONDS);
        answer(frame, out);
        watch.cancel(false);
      } catch (EOFException served) {
        return;
      }
    }
  }

  private static void answer(EncodedFrame frame, DataOutputStream out) throws IOException {
    byte[] cells;
    try {
      cells = Codec.of(frame.transferSyntaxUid()).decode(frame);
    } catch (IOException | RuntimeException | OutOfMemoryError | LinkageError e) {
      out.writeByte(REFUSED);
      out.writeUTF(String.valueOf(e.getMessage() == null ? e : e.getMessage()).strip());
      out.flush();
      return;
    }
    out.writeByte(DECODED);
    out.writeInt(cells.length);
    out.write(cells);
    out.flush();
  }
}
