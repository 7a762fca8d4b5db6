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
  /** Which elements are kept of a data set. */
  enum Kept {
    /** All: what is written again. */
    WHOLE(Integer.MAX_VALUE) {
      @Override
      boolean keeps(int tag) {
        return true;
      }
    },
    /** All but values above 64 KiB. */
    ALL(64 * 1024) {
      @Override
      boolean keeps(int tag) {
        return true;
      }
    },
    /** Standard elements with values up to 4 KiB, far above any that is looked at. */
    STANDARD(4 * 1024) {
      @Override
      boolean keeps(int tag) {
        return !Tag.isPrivateGroup(tag);
      }
    };

    private final int largestValue;

    Kept(int largestValue) {
      this.largestValue = largestValue;
    }

    abstract boolean keeps(int tag);

    private boolean keeps(int tag, int length) {
      var largest = tag == EXTENDED_OFFSET_TABLE ? ALL.largestValue : largestValue;
      return keeps(tag) && Integer.compareUnsigned(length, largest) <= 0;
    }
  }

  /** Extended Offset Table (PS3.3 C.7.6.3.1.8), younger than the toolkit's dictionary. */
  static final int EXTENDED_OFFSET_TABLE = 0x7FE0_0001;

  /** No data set that anybody writes nests deeper; the toolkit's own reading recurses. */
  private static final int DEEPEST = 32;

  /** Of a deflated data set, up to In-concatenation Total Number (0020,9163); far above any. */
  static final long MOST_INFLATED_OF_HEADER = 64L << 20;

  private static final int UNDEFINED_LENGTH = -1;

  private DataSetReader() {}

  /**
   * Reads elements while their tag is below the given one, which is then the stream's current tag,
   * with its value still to be read.
   *
   * @return whether the stream stands at such an element; false at the end of the data set
   * @throws NotDicomException when sequences nest too deep or memory has no room for more
   */
  static boolean readUpTo(
      ImageInputStream in, int stopTag, Kept kept, HeaderMemory memory, Attributes target)
      throws IOException {
    in.setImageInputHandler(new Selection(stopTag, kept, memory));
    try {
      in.readAttributes(target, UNDEFINED_LENGTH, UNDEFINED_LENGTH);
      return false;
    } catch (StopException e) {
      return true;
    } finally {
      in.setImageInputHandler(in);
    }
  }

  /** Lets the toolkit read the values that are kept, until the tag. */
  private record Selection(int stopTag, Kept kept, HeaderMemory memory)
      implements ImageInputHandler {
    @Override
    public void readValue(ImageInputStream in, Attributes attributes) throws IOException {
      if (in.level() == 0 && Integer.compareUnsigned(in.tag(), stopTag) >= 0) {
        throw new StopException();
      }
      requireShallow(in);
      var items = in.vr() == VR.SQ || in.length() == UNDEFINED_LENGTH;
      if (items && kept.keeps(in.tag())) {
        memory.take(HeaderMemory.ELEMENT);
        in.readValue(in, attributes);
      } else if (items) {
        in.setImageInputHandler(new Passing());
        passOver(in);
        in.setImageInputHandler(this);
      } else if (kept.keeps(in.tag(), in.length())) {
        memory.take(HeaderMemory.ELEMENT + in.length());
        in.readValue(in, attributes);
      } else {
        in.skipFully(in.length() & 0xFFFF_FFFFL);
      }
    }

    @Override
    public void readValue(ImageInputStream in, Sequence sequence) throws IOException {
      memory.take(HeaderMemory.ITEM);
      in.readValue(in, sequence);
    }

    @Override
    public void readValue(ImageInputStream in, Fragments fragments) throws IOException {
      if (Integer.compareUnsigned(in.length(), kept.largestValue) > 0) {
        in.skipFully(in.length() & 0xFFFF_FFFFL);
        return;
      }
      memory.take(HeaderMemory.FRAGMENT + in.length());
      in.readValue(in, fragments);
    }

    @Override
    public void startDataset(ImageInputStream in) {}

    @Override
    public void endDataset(ImageInputStream in) {}
  }

  /** Ends the toolkit's reading, which has no other way to stop at a tag that may be absent. */
  static final class StopException extends IOException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  static void requireShallow(ImageInputStream in) throws NotDicomException {
    if (in.level() > DEEPEST) {
      throw new NotDicomException("its sequences nest deeper than " + DEEPEST, true, null);
    }
  }

  /**
   * Reads what {@link InstanceHeader} is made of; nothing else is kept, so that no data set,
   * however it is made, takes much more memory than another. What cannot be read behind the UIDs is
   * left out: the instance is addressable, and what it says of itself there is not needed.
   */
  static Attributes readHeader(ImageInputStream in, AskedAttributes asked) throws IOException {
    var attributes = new Attributes(in.bigEndian());
    in.setImageInputHandler(new HeaderSelection(asked));
    try {
      in.readAttributes(attributes, UNDEFINED_LENGTH, UNDEFINED_LENGTH);
    } catch (StopException e) {
      // All that is needed was read.
    } catch (IOException | RuntimeException e) {
      if (!attributes.contains(Tag.SeriesInstanceUID)) {
        throw e;
      }
    } finally {
      in.setImageInputHandler(in);
    }
    return attributes;
  }

  /** An element's value, or the items that follow, for each of which the handler is called. */
  static void passOver(ImageInputStream in) throws IOException {
    if (in.length() == UNDEFINED_LENGTH) {
      in.readValue(in, new Attributes(in.bigEndian()));
    } else {
      in.skipFully(in.length() & 0xFFFF_FFFFL);
    }
  }

  /** Passes over everything, and keeps nothing. */
  static class Passing implements ImageInputHandler {
    @Override
    public void readValue(ImageInputStream in, Attributes attributes) throws IOException {
      requireShallow(in);
      passOver(in);
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
  private static InstanceUids uids(Attributes dataset, String transferSyntaxUid) {
    return new InstanceUids(
        dataset.getString(Tag.SOPClassUID),
        dataset.getString(Tag.SOPInstanceUID),
        dataset.getString(Tag.SeriesInstanceUID),
        dataset.getString(Tag.StudyInstanceUID),
        transferSyntaxUid);
  }

  /**
   * The header of a data set.
   *
   * @throws IllegalArgumentException when a UID is missing or is none; the message names it
   */
  static InstanceHeader header(
      Attributes dataset, String transferSyntaxUid, AskedAttributes asked) {
    return InstanceHeader.of(uids(dataset, transferSyntaxUid), dataset, asked);
  }
}
