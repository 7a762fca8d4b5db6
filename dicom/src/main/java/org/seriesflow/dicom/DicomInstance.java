package org.seriesflow.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageInputStream;

/**
 * The header of one instance, and where its pixels are. Pixels themselves are not read, except when
 * the data set is deflated.
 *
 * @param dataset attributes before Pixel Data (7FE0,0010); values above 64 KiB are left out
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

  /**
   * Reads a header.
   *
   * @throws IOException when the file cannot be read or is no DICOM data set
   */
  static DicomInstance read(Path file) throws IOException {
    var fileBytes = Files.size(file);
    try (var in = new ImageInputStream(file.toFile())) {
      in.getFileMetaInformation();
      var dataset = new Attributes(in.bigEndian());
      Optional<PixelSource> pixels = Optional.empty();
      if (DataSetReader.readUpTo(in, Tag.PixelData, dataset) && in.tag() == Tag.PixelData) {
        pixels = Optional.of(locatePixels(in, fileBytes));
      }
      return new DicomInstance(
          file, in.getTransferSyntax(), dataset, PixelFormat.of(dataset), frames(dataset), pixels);
    } catch (EOFException e) {
      throw new NotDicomException("the file is truncated", true, e);
    } catch (NumberFormatException e) {
      throw new NotDicomException("a number in its header is malformed", true, e);
    } catch (RuntimeException e) {
      throw new NotDicomException("it is no DICOM file: " + e.getMessage(), false, e);
    }
  }

  private static int frames(Attributes dataset) {
    return Math.max(1, dataset.getInt(Tag.NumberOfFrames, 1));
  }

  private static PixelSource locatePixels(ImageInputStream in, long fileBytes) throws IOException {
    if (in.length() == UNDEFINED_LENGTH) {
      return locateFragments(in, fileBytes);
    }
    if (UID.DeflatedExplicitVRLittleEndian.equals(in.getTransferSyntax())) {
      return new PixelSource.Inflated(MemorySegment.ofArray(in.readValue()));
    }
    return new PixelSource.Native(
        in.getPosition(), in.length() & 0xFFFF_FFFFL, in.bigEndian(), in.vr() == VR.OW);
  }

  private static PixelSource locateFragments(ImageInputStream in, long fileBytes)
      throws IOException {
    var fragments = new ArrayList<PixelSource.Fragment>();
    byte[] offsetTable = null;
    while (in.readItemHeader()) {
      if (offsetTable == null) {
        offsetTable = in.readValue();
        continue;
      }
      if (in.length() < 0 || in.getPosition() + in.length() > fileBytes) {
        throw new EOFException("a fragment of the pixel data ends beyond the file");
      }
      fragments.add(new PixelSource.Fragment(in.getPosition(), in.length()));
      in.skipFully(in.length());
    }
    return new PixelSource.Encapsulated(
        MemorySegment.ofArray(offsetTable == null ? new byte[0] : offsetTable), fragments);
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
