package org.seriesflow.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.zip.ZipException;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageInputStream;
import org.seriesflow.dicom.DataSetReader.Kept;

/**
 * The header of one instance, and where its pixels are. Pixels themselves are not read, except when
 * the data set is deflated.
 *
 * @param dataset attributes before Pixel Data (7FE0,0010) that were asked for
 * @param frames Number of Frames, 1 when it is missing
 * @param pixels empty when the instance has no pixel data
 */
record DicomInstance(
    Path file,
    String transferSyntaxUid,
    Attributes dataset,
    PixelFormat format,
    int frames,
    Optional<PixelSource> pixels) {

  private static final int UNDEFINED_LENGTH = -1;

  /** Far above any image; each costs memory, and a file may hold one in eight bytes. */
  private static final int MOST_FRAGMENTS = 1 << 20;

  /** Of a deflated data set up to the end of what its frames need. */
  private static final int MOST_INFLATED_BYTES = 1 << 30;

  /**
   * Reads a header.
   *
   * @param memory that what is kept is taken from
   * @throws NotDicomException when it is no DICOM data set, or one that does not fit the bounds
   * @throws IOException when the file cannot be read
   */
  static DicomInstance read(Path file, Kept kept, HeaderMemory memory) throws IOException {
    var fileBytes = Files.size(file);
    try (var in = new DataSetStream(file.toFile(), MOST_INFLATED_BYTES)) {
      in.beginDataSet();
      var dataset = new Attributes(in.bigEndian());
      Optional<PixelSource> pixels = Optional.empty();
      if (DataSetReader.readUpTo(in, Tag.PixelData, kept, memory, dataset)
          && in.tag() == Tag.PixelData) {
        pixels = Optional.of(locatePixels(in, fileBytes, dataset, memory));
      }
      memory.take((long) frames(dataset) * HeaderMemory.FRAME);
      return new DicomInstance(
          file, in.getTransferSyntax(), dataset, PixelFormat.of(dataset), frames(dataset), pixels);
    } catch (EOFException e) {
      throw new NotDicomException("the file is truncated", true, e);
    } catch (ZipException e) {
      throw new NotDicomException("its deflated data set is corrupt: " + e.getMessage(), true, e);
    } catch (NumberFormatException e) {
      throw new NotDicomException("a number in its header is malformed", true, e);
    } catch (RuntimeException e) {
      throw new NotDicomException("it is no DICOM file: " + e.getMessage(), false, e);
    }
  }

  private static int frames(Attributes dataset) {
    return Math.max(1, dataset.getInt(Tag.NumberOfFrames, 1));
  }

  private static PixelSource locatePixels(
      ImageInputStream in, long fileBytes, Attributes dataset, HeaderMemory memory)
      throws IOException {
    if (in.length() == UNDEFINED_LENGTH) {
      return locateFragments(in, fileBytes, dataset, memory);
    }
    if (UID.DeflatedExplicitVRLittleEndian.equals(in.getTransferSyntax())) {
      return inflate(in, dataset, memory);
    }
    return new PixelSource.Native(
        in.getPosition(), in.length() & 0xFFFF_FFFFL, in.bigEndian(), in.vr() == VR.OW);
  }

  /**
   * Only as many bytes as the frames need: the length is the sender's, and the rest may be huge.
   */
  private static PixelSource inflate(ImageInputStream in, Attributes dataset, HeaderMemory memory)
      throws IOException {
    var needed = PixelFormat.of(dataset).bytes(frames(dataset));
    var length = Math.min(in.length() & 0xFFFF_FFFFL, needed);
    if (length > MOST_INFLATED_BYTES) {
      throw new NotDicomException(
          "its deflated pixel data inflate to %d bytes; at most %d are taken"
              .formatted(needed, MOST_INFLATED_BYTES),
          true,
          null);
    }
    memory.take(length);
    var cells = in.readNBytes((int) length);
    return new PixelSource.Inflated(MemorySegment.ofArray(cells));
  }

  private static PixelSource locateFragments(
      ImageInputStream in, long fileBytes, Attributes dataset, HeaderMemory memory)
      throws IOException {
    var fragments = new ArrayList<PixelSource.Fragment>();
    byte[] offsetTable = null;
    while (in.readItemHeader()) {
      if (in.length() < 0 || in.getPosition() + in.length() > fileBytes) {
        throw new EOFException("a fragment of the pixel data ends beyond the file");
      }
      if (offsetTable == null) {
        offsetTable = in.length() <= MOST_FRAGMENTS * Integer.BYTES ? in.readValue() : skip(in);
        continue;
      }
      if (fragments.size() == MOST_FRAGMENTS) {
        throw new NotDicomException(
            "its pixel data have more than %d fragments".formatted(MOST_FRAGMENTS), true, null);
      }
      memory.take(HeaderMemory.FRAGMENT);
      var offset = in.getPosition();
      var length = in.length();
      var first = in.readNBytes(Math.min(length, Integer.BYTES));
      in.skipFully((long) length - first.length);
      fragments.add(
          new PixelSource.Fragment(offset, length, FrameFragments.startsCodestream(first)));
    }
    var extended = dataset.getBytes(DataSetReader.EXTENDED_OFFSET_TABLE);
    var starts =
        FrameFragments.starts(
            fragments,
            frames(dataset),
            offsetTable == null ? new byte[0] : offsetTable,
            extended == null ? new byte[0] : extended);
    return new PixelSource.Encapsulated(fragments, starts);
  }

  private static byte[] skip(ImageInputStream in) throws IOException {
    in.skipFully(in.length());
    return new byte[0];
  }

  /** The instance for people. */
  String name() {
    return "instance " + sopInstanceUid();
  }

  String sopClassUid() {
    return dataset.getString(Tag.SOPClassUID, "");
  }

  String sopInstanceUid() {
    return dataset.getString(Tag.SOPInstanceUID, "");
  }
}
