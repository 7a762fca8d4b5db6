package org.seriesflow.dicom;

import java.io.IOException;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Fragments;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageInputHandler;
import org.aoju.bus.image.galaxy.io.ImageInputStream;

/** Reads a data set only as far as it is needed, and never keeps a large value. */
final class DataSetReader {
  /** Far above any value that is looked at; private values may have any length. */
  private static final int LARGEST_KEPT_VALUE = 64 * 1024;

  private static final int UNDEFINED_LENGTH = -1;

  private DataSetReader() {}

  /**
   * Reads elements while their tag is below the given one, which is then the stream's current tag,
   * with its value still to be read. Values above 64 KiB are left out.
   *
   * @return whether the stream stands at such an element; false at the end of the data set
   */
  static boolean readUpTo(ImageInputStream in, int stopTag, Attributes target) throws IOException {
    in.setImageInputHandler(new Selection(stopTag));
    try {
      in.readAttributes(target, UNDEFINED_LENGTH, UNDEFINED_LENGTH);
      return false;
    } catch (StopException e) {
      return true;
    } finally {
      in.setImageInputHandler(in);
    }
  }

  /** Lets the toolkit read values until the tag, but for large ones. */
  private record Selection(int stopTag) implements ImageInputHandler {
    @Override
    public void readValue(ImageInputStream in, Attributes attributes) throws IOException {
      if (in.level() == 0 && Integer.compareUnsigned(in.tag(), stopTag) >= 0) {
        throw new StopException();
      }
      if (in.vr() != VR.SQ && in.length() != UNDEFINED_LENGTH && isLarge(in.length())) {
        in.skipFully(in.length() & 0xFFFF_FFFFL);
      } else {
        in.readValue(in, attributes);
      }
    }

    @Override
    public void readValue(ImageInputStream in, Sequence sequence) throws IOException {
      in.readValue(in, sequence);
    }

    @Override
    public void readValue(ImageInputStream in, Fragments fragments) throws IOException {
      in.readValue(in, fragments);
    }

    @Override
    public void startDataset(ImageInputStream in) {}

    @Override
    public void endDataset(ImageInputStream in) {}
  }

  /** Ends the toolkit's reading, which has no other way to stop at a tag that may be absent. */
  private static final class StopException extends IOException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private static boolean isLarge(int length) {
    return Integer.compareUnsigned(length, LARGEST_KEPT_VALUE) > 0;
  }

  /** Attributes up to and including Series Instance UID (0020,000E). */
  static Attributes readLeadingAttributes(ImageInputStream in) throws IOException {
    var attributes = new Attributes(in.bigEndian());
    readUpTo(in, Tag.SeriesInstanceUID + 1, attributes);
    return attributes;
  }

  /**
   * The UIDs of a data set.
   *
   * @throws IllegalArgumentException when one is missing or is no UID; the message names it
   */
  static InstanceUids uids(Attributes dataset, String transferSyntaxUid) {
    return new InstanceUids(
        dataset.getString(Tag.SOPClassUID),
        dataset.getString(Tag.SOPInstanceUID),
        dataset.getString(Tag.SeriesInstanceUID),
        dataset.getString(Tag.StudyInstanceUID),
        transferSyntaxUid);
  }
}
