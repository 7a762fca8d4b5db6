package org.seriesflow.ingest.stow;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.seriesflow.ingest.reception.RequestRefusal;

/**
 * A request body that may not be longer than its limit, nor trickle: each 16 KiB must come within
 * the read time-out, in which our own work does not count. The same rule as on an association.
 */
final class WatchedBody extends FilterInputStream {
  private static final int LEAST = 16 * 1024;

  private final long longest;
  private final Duration timeout;
  private final LongSupplier nanoTime;
  private long total;
  private long sinceMark;
  private long waited;

  WatchedBody(InputStream body, long longest, Duration timeout, LongSupplier nanoTime) {
    super(body);
    this.longest = longest;
    this.timeout = timeout;
    this.nanoTime = nanoTime;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    var start = nanoTime.getAsLong();
    var count = in.read(bytes, offset, length);
    waited += nanoTime.getAsLong() - start;
    if (count < 0) {
      return count;
    }
    total += count;
    if (total > longest) {
      throw new RequestRefusedException(
          RequestRefusal.TOO_LARGE, "the body is longer than %d bytes".formatted(longest));
    }
    sinceMark += count;
    if (sinceMark >= LEAST) {
      sinceMark = 0;
      waited = 0;
    } else if (waited > timeout.toNanos()) {
      throw new RequestRefusedException(
          RequestRefusal.NOT_SENDING, "%d bytes in %d s".formatted(sinceMark, timeout.toSeconds()));
    }
    return count;
  }
}
