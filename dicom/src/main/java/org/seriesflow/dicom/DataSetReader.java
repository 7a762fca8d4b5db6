package org.seriesflow.dicom;

import java.io.IOException;
import java.util.Set;
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

  /**
   * Reads the four UIDs that make an instance addressable; nothing else is kept, so that no data
   * set, however it is made, takes more memory than another.
   */
  static Attributes readUids(ImageInputStream in) throws IOException {
    var attributes = new Attributes(in.bigEndian());
    in.setImageInputHandler(new UidSelection());
    try {
      in.readAttributes(attributes, UNDEFINED_LENGTH, UNDEFINED_LENGTH);
    } catch (StopException e) {
      // All that is needed was read.
    } finally {
      in.setImageInputHandler(in);
    }
    return attributes;
  }

  /** Lets the toolkit keep the UIDs of the data set itself, and pass over the rest. */
  private record UidSelection() implements ImageInputHandler {
    private static final Set<Integer> WANTED =
        Set.of(Tag.SOPClassUID, Tag.SOPInstanceUID, Tag.StudyInstanceUID, Tag.SeriesInstanceUID);

    /** No data set that anybody writes nests deeper; the toolkit's own reading recurses. */
    private static final int DEEPEST = 32;

    @Override
    public void readValue(ImageInputStream in, Attributes attributes) throws IOException {
      if (in.level() == 0 && Integer.compareUnsigned(in.tag(), Tag.SeriesInstanceUID) > 0) {
        throw new StopException();
      }
      if (in.level() > DEEPEST) {
        throw new IOException("sequences nest deeper than " + DEEPEST);
      }
      var wanted = in.level() == 0 && WANTED.contains(in.tag());
      if (wanted && in.length() != UNDEFINED_LENGTH && !isLarge(in.length())) {
        in.readValue(in, attributes);
      } else if (in.length() == UNDEFINED_LENGTH) {
        // Items follow, of a sequence or of fragments; this handler is called for each.
        in.readValue(in, new Attributes(in.bigEndian()));
      } else {
        in.skipFully(in.length() & 0xFFFF_FFFFL);
      }
    }

    @Override
    public void readValue(ImageInputStream in, Sequence sequence) throws IOException {
      in.readAttributes(new Attributes(in.bigEndian()), in.length(), Tag.ItemDelimitationItem);
    }

    @Override
    public void readValue(ImageInputStream in, Fragments fragments) throws IOException {
      in.skipFully(in.length() & 0xFFFF_FFFFL);
    }

    @Override
    public void startDataset(ImageInputStream in) {}

    @Override
    public void endDataset(ImageInputStream in) {}
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
