package org.seriesflow.dicom;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;

/**
 * Writes one Enhanced CT Image Storage object (PS3.3 A.38) of as many axial frames as are wanted:
 * what large multi-frame objects take can be measured with it. Its frames are gradients, it is no
 * head, and it says that it is synthetic. Nothing but one frame is held in memory.
 */
public final class SyntheticMultiFrame {
  private static final String ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1";
  private static final int SYNTHETIC_DATA = 0x0008001C;
  private static final int BITS = 16;
  private static final int BUFFER_BYTES = 1 << 20;

  private SyntheticMultiFrame() {}

  /**
   * Writes the object.
   *
   * @param rows rows and columns of a frame, of 16 bits a pixel
   * @param frames at most as many as 4 GiB hold: the length of Pixel Data has 32 bits
   */
  public static Path write(Path file, int rows, int frames) throws IOException {
    long bytes = (long) rows * rows * Short.BYTES * frames;
    if (bytes >= 0xFFFF_FFFFL) {
      throw new IllegalArgumentException(bytes + " bytes are more than Pixel Data can have");
    }
    var dataset = header(rows, frames);
    try (var out = new ImageOutputStream(file.toFile())) {
      out.writeDataset(dataset.createFileMetaInformation(UID.ExplicitVRLittleEndian), dataset);
    }
    try (var out =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.APPEND), BUFFER_BYTES)) {
      writePixelData(out, rows, frames, bytes);
    }
    return file;
  }

  private static Attributes header(int rows, int frames) {
    var dataset = new Attributes();
    dataset.setString(SYNTHETIC_DATA, VR.CS, "YES");
    dataset.setString(Tag.ImageType, VR.CS, "DERIVED", "PRIMARY", "VOLUME", "NONE");
    dataset.setString(Tag.SOPClassUID, VR.UI, ENHANCED_CT);
    dataset.setString(Tag.SOPInstanceUID, VR.UI, "2.25.38" + frames);
    dataset.setString(Tag.StudyInstanceUID, VR.UI, "2.25.38");
    dataset.setString(Tag.SeriesInstanceUID, VR.UI, "2.25.38" + frames + "1");
    dataset.setString(Tag.FrameOfReferenceUID, VR.UI, "2.25.38" + frames + "2");
    dataset.setString(Tag.Modality, VR.CS, "CT");
    dataset.setString(Tag.PatientName, VR.PN, "SYNTHETIC^GRADIENT");
    dataset.setString(Tag.PatientID, VR.LO, "SYNTHETIC");
    dataset.setString(Tag.SeriesDescription, VR.LO, "SYNTHETIC multi-frame");
    dataset.setInt(Tag.SamplesPerPixel, VR.US, 1);
    dataset.setString(Tag.PhotometricInterpretation, VR.CS, "MONOCHROME2");
    dataset.setInt(Tag.NumberOfFrames, VR.IS, frames);
    dataset.setInt(Tag.Rows, VR.US, rows);
    dataset.setInt(Tag.Columns, VR.US, rows);
    dataset.setInt(Tag.BitsAllocated, VR.US, BITS);
    dataset.setInt(Tag.BitsStored, VR.US, BITS);
    dataset.setInt(Tag.HighBit, VR.US, BITS - 1);
    dataset.setInt(Tag.PixelRepresentation, VR.US, 1);
    addFunctionalGroups(dataset, frames);
    return dataset;
  }

  private static void addFunctionalGroups(Attributes dataset, int frames) {
    var shared = new Attributes();
    item(shared, Tag.PlaneOrientationSequence)
        .setDouble(Tag.ImageOrientationPatient, VR.DS, 1, 0, 0, 0, 1, 0);
    item(shared, Tag.PixelMeasuresSequence).setDouble(Tag.PixelSpacing, VR.DS, .5, .5);
    var rescale = item(shared, Tag.PixelValueTransformationSequence);
    rescale.setString(Tag.RescaleIntercept, VR.DS, "0");
    rescale.setString(Tag.RescaleSlope, VR.DS, "1");
    dataset.newSequence(Tag.SharedFunctionalGroupsSequence, 1).add(shared);
    var perFrame = dataset.newSequence(Tag.PerFrameFunctionalGroupsSequence, frames);
    for (var frame = 0; frame < frames; frame++) {
      var groups = new Attributes();
      item(groups, Tag.PlanePositionSequence)
          .setDouble(Tag.ImagePositionPatient, VR.DS, 0, 0, .5 * frame);
      perFrame.add(groups);
    }
  }

  private static Attributes item(Attributes groups, int sequence) {
    var item = new Attributes();
    groups.newSequence(sequence, 1).add(item);
    return item;
  }

  /** Explicit VR Little Endian (PS3.5 section 7.1.2): tag, OW, two reserved bytes, length. */
  private static void writePixelData(OutputStream out, int rows, int frames, long bytes)
      throws IOException {
    var element = ByteBuffer.allocate(3 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    element.putShort((short) (Tag.PixelData >>> Short.SIZE)).putShort((short) Tag.PixelData);
    element.put((byte) 'O').put((byte) 'W').putShort((short) 0).putInt((int) bytes);
    out.write(element.array());
    var pixels = ByteBuffer.allocate(rows * rows * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (var frame = 0; frame < frames; frame++) {
      pixels.clear();
      for (var i = 0; i < rows * rows; i++) {
        pixels.putShort((short) (frame + i % rows));
      }
      out.write(pixels.array());
    }
  }
}
