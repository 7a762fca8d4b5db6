package org.seriesflow.dicom;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.io.ImageInputStream;

/**
 * What the file meta information (PS3.10 section 7.1) of a file in a stream announces. Values may
 * be null or no UIDs: a file may say anything.
 */
record FileHeader(String sopClassUid, String sopInstanceUid, String transferSyntaxUid) {
  /** Far above any that is written; private information may stand in it. */
  private static final int LONGEST = 64 * 1024;

  private static final int PREAMBLE = 128;
  private static final byte[] PREFIX = {'D', 'I', 'C', 'M'};

  /**
   * Reads preamble and file meta information, and nothing of the data set.
   *
   * @throws IntakeException when it is no DICOM file, or its header is longer than 64 KiB
   * @throws IOException when the stream itself fails
   */
  static FileHeader read(BufferedInputStream file) throws IntakeException, IOException {
    requirePrefix(file);
    var head = new Head(file);
    try {
      var meta = metaInformation(head);
      return new FileHeader(
          meta.getString(Tag.MediaStorageSOPClassUID),
          meta.getString(Tag.MediaStorageSOPInstanceUID),
          meta.getString(Tag.TransferSyntaxUID));
    } catch (IOException | RuntimeException e) {
      if (head.failure != null) {
        throw head.failure;
      }
      throw new IntakeException(
          IntakeException.Kind.CANNOT_UNDERSTAND,
          "unreadable file meta information: " + e.getMessage(),
          e);
    }
  }

  // The parser stays open on purpose: closing it would close the stream that the data set is in.
  @SuppressWarnings("resource")
  private static Attributes metaInformation(Head head) throws IOException {
    var in = new ImageInputStream(head);
    in.setAllocateLimit(LONGEST);
    var meta = in.getFileMetaInformation();
    if (meta == null) {
      throw new IOException("there is none");
    }
    return meta;
  }

  private static void requirePrefix(BufferedInputStream file) throws IntakeException, IOException {
    file.mark(PREAMBLE + PREFIX.length);
    var start = file.readNBytes(PREAMBLE + PREFIX.length);
    file.reset();
    var isDicom = start.length == PREAMBLE + PREFIX.length;
    for (var i = 0; isDicom && i < PREFIX.length; i++) {
      isDicom = start[PREAMBLE + i] == PREFIX[i];
    }
    if (!isDicom) {
      throw new IntakeException(
          IntakeException.Kind.CANNOT_UNDERSTAND, "it is no DICOM file (PS3.10 section 7.1)");
    }
  }

  /** Ends after the longest header, and remembers that it was the stream that failed. */
  private static final class Head extends FilterInputStream {
    private IOException failure;
    private int left = LONGEST;
    private int leftAtMark;

    Head(InputStream in) {
      super(in);
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

    @Override
    public long skip(long count) throws IOException {
      return Math.max(0, read(new byte[(int) Math.min(count, LONGEST)]));
    }

    @Override
    public synchronized void mark(int limit) {
      in.mark(limit);
      leftAtMark = left;
    }

    @Override
    public synchronized void reset() throws IOException {
      in.reset();
      left = leftAtMark;
    }
  }
}
