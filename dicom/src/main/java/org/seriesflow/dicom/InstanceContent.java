package org.seriesflow.dicom;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.seriesflow.dicom.DataSetReader.Kept;
import org.seriesflow.imaging.VoxelMemoryException;

/** Compares two copies of an instance by what they say, not by their bytes. */
public final class InstanceContent {
  /** Besides the decoded pixels, what decides which values lie where. */
  private static final int[] CONTENT_TAGS = {
    Tag.SOPClassUID,
    Tag.SOPInstanceUID,
    Tag.SeriesInstanceUID,
    Tag.Rows,
    Tag.Columns,
    Tag.NumberOfFrames,
    Tag.PixelRepresentation,
    Tag.FrameOfReferenceUID,
    Tag.SharedFunctionalGroupsSequence,
    Tag.PerFrameFunctionalGroupsSequence
  };

  /** Decimal strings of the content, which may be written in several ways. */
  private static final int[] CONTENT_NUMBER_TAGS = {
    Tag.ImagePositionPatient,
    Tag.ImageOrientationPatient,
    Tag.PixelSpacing,
    Tag.RescaleSlope,
    Tag.RescaleIntercept
  };

  /** What an encoding may change without changing the image. */
  private static final int[] ENCODING_TAGS = {
    Tag.PhotometricInterpretation, Tag.PlanarConfiguration, Tag.SpecificCharacterSet
  };

  private InstanceContent() {}

  /**
   * Compares two DICOM files.
   *
   * <p>Pixels are compared decoded, so that the transfer syntax plays no part. Images that cannot
   * be decoded here, colour images in different encodings, and objects without pixels that differ
   * in any attribute count as other content, since nothing shows that they are not.
   *
   * @throws IOException when a file cannot be read or is no DICOM data set
   */
  public static ContentComparison same(Path a, Path b) throws IOException {
    if (Files.mismatch(a, b) == -1) {
      return ContentComparison.EQUAL;
    }
    var memory = HeaderMemory.usual();
    return compare(
        DicomInstance.read(a, Kept.ALL, memory), DicomInstance.read(b, Kept.ALL, memory));
  }

  private static ContentComparison compare(DicomInstance one, DicomInstance other)
      throws NotDicomException {
    try {
      return compared(one, other);
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new NotDicomException(
          "a value in the header of one of them is malformed: " + e.getMessage(), true, e);
    }
  }

  private static ContentComparison compared(DicomInstance one, DicomInstance other) {
    if (!sameContentAttributes(one.dataset(), other.dataset()) || !samePixels(one, other)) {
      return ContentComparison.OTHER_CONTENT;
    }
    if (sameAttributes(one.dataset(), other.dataset())) {
      return ContentComparison.EQUAL;
    }
    return one.pixels().isPresent()
        ? ContentComparison.OTHER_ATTRIBUTES
        : ContentComparison.OTHER_CONTENT;
  }

  private static boolean sameContentAttributes(Attributes one, Attributes other) {
    return Arrays.stream(CONTENT_TAGS).allMatch(tag -> sameValue(one, other, tag))
        && Arrays.stream(CONTENT_NUMBER_TAGS)
            .allMatch(tag -> Arrays.equals(one.getDoubles(tag), other.getDoubles(tag)));
  }

  private static boolean sameValue(Attributes one, Attributes other, int tag) {
    var values = one.getStrings(tag);
    var others = other.getStrings(tag);
    if (values != null || others != null) {
      return Arrays.equals(values, others);
    }
    return sequence(one, tag).equals(sequence(other, tag));
  }

  private static List<Attributes> sequence(Attributes dataset, int tag) {
    var items = dataset.getSequence(tag);
    return items == null ? List.of() : List.copyOf(items);
  }

  private static boolean sameAttributes(Attributes one, Attributes other) {
    return withoutEncoding(one).equals(withoutEncoding(other));
  }

  private static Attributes withoutEncoding(Attributes dataset) {
    var rest = new Attributes(dataset, false);
    for (var tag : ENCODING_TAGS) {
      rest.remove(tag);
    }
    for (var tag : rest.tags()) {
      // Group lengths (PS3.5 section 7.2) count bytes, and say nothing.
      if ((tag & 0xFFFF) == 0) {
        rest.remove(tag);
      }
    }
    return rest;
  }

  private static boolean samePixels(DicomInstance one, DicomInstance other) {
    if (one.pixels().isEmpty() || other.pixels().isEmpty()) {
      return one.pixels().isEmpty() && other.pixels().isEmpty();
    }
    var format = one.format();
    if (!format.isMonochrome()
        || !format.isHandled()
        || !format.equals(other.format())
        || one.frames() != other.frames()) {
      return false;
    }
    try (var arena = Arena.ofConfined()) {
      PixelDecoder.requireComplete(one, Files.size(one.file()));
      PixelDecoder.requireComplete(other, Files.size(other.file()));
      var cells = VoxelMemoryException.allocate(arena, format.frameBytes());
      var otherCells = VoxelMemoryException.allocate(arena, format.frameBytes());
      for (var frame = 0; frame < one.frames(); frame++) {
        decode(one, frame, cells);
        decode(other, frame, otherCells);
        if (cells.mismatch(otherCells) != -1) {
          return false;
        }
      }
      return true;
    } catch (IOException | VoxelMemoryException e) {
      // Pixels that cannot be decoded cannot be shown to be the same; see same().
      return false;
    }
  }

  private static void decode(DicomInstance instance, int frame, MemorySegment cells)
      throws IOException {
    PixelDecoder.decode(instance, frame, cells);
    CellCleaner.clean(cells, instance.format());
  }
}
