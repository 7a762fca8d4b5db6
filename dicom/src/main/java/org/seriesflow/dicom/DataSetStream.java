package org.seriesflow.dicom;

import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;
import org.aoju.bus.image.galaxy.io.ImageInputStream;

/**
 * The toolkit's parser with bounds: a deflated data set (PS3.5 section A.5) may inflate a
 * thousandfold, so it ends with an error where it is longer than was said, and no value is made
 * room for before it has come.
 */
final class DataSetStream extends ImageInputStream {
  /** Values grow from here as their bytes come, whatever length their header states. */
  private static final int FIRST_ROOM_FOR_VALUE = 64 * 1024;

  private final long mostInflated;

  /**
   * A file; its file meta information is still to be read.
   *
   * @param mostInflated bytes of a deflated data set
   */
  DataSetStream(File file, long mostInflated) throws IOException {
    super(file);
    this.mostInflated = mostInflated;
    setAllocateLimit(FIRST_ROOM_FOR_VALUE);
  }

  /** A data set without file meta information. */
  DataSetStream(InputStream dataSet, String transferSyntaxUid, long mostInflated)
      throws IOException {
    super(dataSet, transferSyntaxUid);
    this.mostInflated = mostInflated;
    setAllocateLimit(FIRST_ROOM_FOR_VALUE);
    boundInflation();
  }

  /** Reads up to the data set, which is bounded from here on. */
  void beginDataSet() throws IOException {
    getFileMetaInformation();
    boundInflation();
  }

  private void boundInflation() {
    if (in instanceof InflaterInputStream) {
      in = new Bounded(in, mostInflated);
    }
  }

  private static final class Bounded extends FilterInputStream {
    private final long most;
    private long left;
    private byte[] passedOver;

    Bounded(InputStream in, long most) {
      super(in);
      this.most = most;
      left = most;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return counted(in.read(bytes, offset, length));
    }

    /** In steps larger than the inflater's own, which are of 512 bytes. */
    @Override
    public long skip(long count) throws IOException {
      if (passedOver == null) {
        passedOver = new byte[64 * 1024];
      }
      return Math.max(0, read(passedOver, 0, (int) Math.min(count, passedOver.length)));
    }

    private int counted(int count) throws NotDicomException {
      left -= Math.max(0, count);
      if (left < 0) {
        throw new NotDicomException(
            "its deflated data set inflates to more than %d bytes".formatted(most), true, null);
      }
      return count;
    }
  }
}
