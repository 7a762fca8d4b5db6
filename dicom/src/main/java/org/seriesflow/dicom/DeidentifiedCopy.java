package org.seriesflow.dicom;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.io.ImageInputStream;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;

/**
 * Copies one image while its header is de-identified. The header is held, the pixel data pass
 * through as they are, and what stands behind them (padding, signatures) goes. Values above 64 KiB
 * in the header are left out.
 */
final class DeidentifiedCopy {
  /** Float, double float and integer pixel data (PS3.3 C.7.6.24, C.7.6.25, C.7.6.3). */
  private static final int FIRST_PIXEL_DATA = 0x7FE0_0008;

  private static final long LONGEST_HEADER = 64L << 20;
  private static final int UNDEFINED_LENGTH = -1;

  private final Deidentifier deidentifier;
  private final AskedAttributes asked;
  private final String transferSyntaxUid;

  DeidentifiedCopy(Deidentifier deidentifier, AskedAttributes asked, String transferSyntaxUid) {
    this.deidentifier = deidentifier;
    this.asked = asked;
    this.transferSyntaxUid = transferSyntaxUid;
  }

  /**
   * A header, de-identified, whose pixel data are still to be copied.
   *
   * @param sent UIDs as they were sent
   * @param stored header as it is stored
   */
  record Header(
      ImageInputStream in,
      Attributes dataset,
      InstanceUids sent,
      InstanceHeader stored,
      OriginalIdentity identity) {}

  /**
   * Reads a header as far as the pixel data, and de-identifies it.
   *
   * @throws IntakeException when it cannot be read, or is not that of an image
   * @throws IOException when the stream fails
   */
  // The parser stays open on purpose: closing it would close the association's stream.
  @SuppressWarnings("resource")
  Header read(InputStream data) throws IntakeException, IOException {
    var limited = new HeaderStream(data);
    try {
      var in = new ImageInputStream(limited, transferSyntaxUid);
      var dataset = new Attributes(in.bigEndian());
      boolean isImage =
          DataSetReader.readUpTo(
                  in, FIRST_PIXEL_DATA, DataSetReader.Kept.WHOLE, HeaderMemory.usual(), dataset)
              && isPixelData(in.tag());
      if (!isImage) {
        throw new IntakeException(
            IntakeException.Kind.NOT_DEIDENTIFIABLE,
            "it has no pixel data, and only images are de-identified");
      }
      var sent = DataSetReader.header(dataset, transferSyntaxUid, AskedAttributes.NONE).uids();
      var identity = deidentifier.apply(dataset);
      limited.lift();
      var stored = DataSetReader.header(dataset, transferSyntaxUid, asked);
      return new Header(in, dataset, sent, stored, identity);
    } catch (IOException | RuntimeException e) {
      if (limited.failure != null) {
        throw limited.failure;
      }
      throw new IntakeException(
          IntakeException.Kind.CANNOT_UNDERSTAND, "unreadable data set: " + e.getMessage(), e);
    }
  }

  private static boolean isPixelData(int tag) {
    return tag == FIRST_PIXEL_DATA || tag == FIRST_PIXEL_DATA + 1 || tag == Tag.PixelData;
  }

  /**
   * Writes the file: its meta information, the header, the pixel data.
   *
   * @throws IOException when the stream or the output fails
   */
  // The writer stays open on purpose: the output belongs to the caller.
  @SuppressWarnings("resource")
  static void write(Header header, Attributes meta, OutputStream target) throws IOException {
    // The meta information is always of this syntax (PS3.10 7.1); the writer then turns to its own.
    var out = new ImageOutputStream(target, UID.ExplicitVRLittleEndian);
    out.writeDataset(meta, header.dataset());
    var in = header.in();
    int length = in.length();
    out.writeHeader(in.tag(), in.vr(), length);
    if (length == UNDEFINED_LENGTH) {
      while (in.readItemHeader()) {
        out.writeHeader(Tag.Item, null, in.length());
        copy(in, in.length() & 0xFFFF_FFFFL, out);
      }
      out.writeHeader(Tag.SequenceDelimitationItem, null, 0);
    } else {
      copy(in, length & 0xFFFF_FFFFL, out);
    }
    out.finish();
    out.flush();
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static void copy(InputStream in, long bytes, OutputStream out) throws IOException {
    var buffer = new byte[1 << 16];
    for (long left = bytes; left > 0; ) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new IOException("the pixel data end " + left + " bytes early");
      }
      out.write(buffer, 0, count);
      left -= count;
    }
  }

  /** Ends a header that nobody writes, and tells a failing network from a bad data set. */
  private static final class HeaderStream extends FilterInputStream {
    private long left = LONGEST_HEADER;
    private IOException failure;

    HeaderStream(InputStream in) {
      super(in);
    }

    /** From here on any length is right. */
    void lift() {
      left = Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("its header is longer than " + LONGEST_HEADER + " bytes");
      }
      try {
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public long skip(long count) throws IOException {
      return Math.max(0, read(new byte[(int) Math.min(count, 1 << 16)]));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
