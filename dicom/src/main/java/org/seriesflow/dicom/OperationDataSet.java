package org.seriesflow.dicom;

import java.io.IOException;
import java.io.InputStream;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.PDVInputStream;

/** The data set of a DIMSE-N request, which names instances: read whole, and so up to a bound. */
final class OperationDataSet {

  /** Some fifty thousand references. */
  private static final int LONGEST = 8 << 20;

  private static final long MOST_INFLATED_BYTES = 64L << 20;

  private OperationDataSet() {}

  /**
   * Reads elements up to and with a tag.
   *
   * @param data null where the command says that there is none
   * @throws RefusedOperationException with 0115H where there is none, it is longer than 8 MiB or it
   *     cannot be read
   * @throws IOException when the network fails
   */
  // The parser stays open on purpose: closing it would close the association's stream.
  @SuppressWarnings("resource")
  static Attributes read(PDVInputStream data, String transferSyntax, int lastTag)
      throws IOException, RefusedOperationException {
    if (data == null) {
      throw new RefusedOperationException(
          RefusedOperationException.INVALID_ARGUMENT, "the command has no data set");
    }
    var limited = new Limited(data);
    try {
      var in = new DataSetStream(limited, transferSyntax, MOST_INFLATED_BYTES);
      var attributes = new Attributes(in.bigEndian());
      DataSetReader.readUpTo(
          in, lastTag + 1, DataSetReader.Kept.STANDARD, HeaderMemory.usual(), attributes);
      return attributes;
    } catch (IOException | RuntimeException e) {
      if (limited.failure != null) {
        throw limited.failure;
      }
      throw new RefusedOperationException(
          RefusedOperationException.INVALID_ARGUMENT, "unreadable data set: " + e.getMessage());
    }
  }

  /** Ends after the longest request, and remembers that it was the network that failed. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private int left = LONGEST;
    private IOException failure;

    Limited(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("it is longer than " + LONGEST + " bytes");
      }
      try {
        var count = in.read(bytes, offset, Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
