package org.seriesflow.dicom;

import java.io.IOException;
import java.util.Set;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageInputStream;

/** Lets the toolkit keep what is wanted of the data set itself, and passes over the rest. */
final class HeaderSelection extends DataSetReader.Passing {
  private static final Set<Integer> WANTED =
      Set.of(
          Tag.SOPClassUID,
          Tag.SOPInstanceUID,
          Tag.StationName,
          Tag.DeviceSerialNumber,
          Tag.StudyInstanceUID,
          Tag.SeriesInstanceUID,
          Tag.ImagePositionPatient,
          Tag.ImageOrientationPatient,
          Tag.ConcatenationUID,
          Tag.InConcatenationNumber,
          Tag.InConcatenationTotalNumber);

  /** Padding, and what is wrong with one, included. */
  private static final int LONGEST_VALUE = 4 * 1024;

  /** Of what is asked for; a sequence may have any number of items. */
  private static final int ROOM_FOR_ASKED = 64 * 1024;

  private final AskedAttributes asked;
  private int room = ROOM_FOR_ASKED;

  HeaderSelection(AskedAttributes asked) {
    this.asked = asked;
  }

  @Override
  public void readValue(ImageInputStream in, Attributes attributes) throws IOException {
    if (in.level() == 0
        && Integer.compareUnsigned(in.tag(), Tag.InConcatenationTotalNumber) > 0
        && Integer.compareUnsigned(in.tag(), asked.lastTag()) > 0) {
      throw new DataSetReader.StopException();
    }
    DataSetReader.requireShallow(in);
    if (keeps(in)) {
      in.readValue(in, attributes);
    } else {
      in.setImageInputHandler(new DataSetReader.Passing());
      DataSetReader.passOver(in);
      in.setImageInputHandler(this);
    }
  }

  private boolean keeps(ImageInputStream in) {
    boolean isShort = Integer.compareUnsigned(in.length(), LONGEST_VALUE) <= 0;
    if (in.level() == 0 && WANTED.contains(in.tag())) {
      return isShort;
    }
    if (!asked.has(in.tag())) {
      return false;
    }
    return in.vr() == VR.SQ
        ? take(HeaderMemory.ELEMENT)
        : isShort && take(HeaderMemory.ELEMENT + in.length());
  }

  private boolean take(int bytes) {
    boolean fits = bytes <= room;
    room = fits ? room - bytes : 0;
    return fits;
  }

  @Override
  public void readValue(ImageInputStream in, Sequence sequence) throws IOException {
    if (take(HeaderMemory.ITEM)) {
      in.readValue(in, sequence);
    } else {
      in.setImageInputHandler(new DataSetReader.Passing());
      super.readValue(in, sequence);
      in.setImageInputHandler(this);
    }
  }
}
