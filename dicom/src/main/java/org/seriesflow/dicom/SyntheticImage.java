package org.seriesflow.dicom;

import java.io.IOException;
import java.nio.file.Path;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;

/**
 * Writes one image that is no part of a volume, as most of a hospital's images are: a radiograph or
 * an ultrasound image. Its pixels are a gradient, and it says that it is synthetic. The same kind,
 * seed and size give the same bytes.
 */
public final class SyntheticImage {
  private static final int SYNTHETIC_DATA = 0x0008001C;
  private static final int BITS = 8;

  /** What is imitated. */
  public enum Kind {
    /** Computed Radiography Image Storage, PS3.3 A.2. */
    RADIOGRAPH("1.2.840.10008.5.1.4.1.1.1", "CR", "CHEST"),
    /** Ultrasound Image Storage, PS3.3 A.6. */
    ULTRASOUND("1.2.840.10008.5.1.4.1.1.6.1", "US", "ABDOMEN");

    private final String sopClass;
    private final String modality;
    private final String bodyPart;

    Kind(String sopClass, String modality, String bodyPart) {
      this.sopClass = sopClass;
      this.modality = modality;
      this.bodyPart = bodyPart;
    }
  }

  private SyntheticImage() {}

  /**
   * Writes the image, a series of its own.
   *
   * @param rows rows and columns, of 8 bits a pixel
   */
  public static Path write(Path file, Kind kind, long seed, int rows) throws IOException {
    var dataset = new Attributes();
    dataset.setString(SYNTHETIC_DATA, VR.CS, "YES");
    dataset.setString(Tag.ImageType, VR.CS, "DERIVED", "PRIMARY", "", "SYNTHETIC");
    dataset.setString(Tag.PatientName, VR.PN, "SYNTHETIC^GRADIENT");
    dataset.setString(Tag.PatientID, VR.LO, "SYNTHETIC");
    dataset.setString(Tag.SOPClassUID, VR.UI, kind.sopClass);
    dataset.setString(Tag.SOPInstanceUID, VR.UI, uid(kind, seed, "instance"));
    dataset.setString(Tag.SeriesInstanceUID, VR.UI, uid(kind, seed, "series"));
    dataset.setString(Tag.StudyInstanceUID, VR.UI, uid(kind, seed, "study"));
    dataset.setString(Tag.Modality, VR.CS, kind.modality);
    dataset.setString(Tag.BodyPartExamined, VR.CS, kind.bodyPart);
    dataset.setString(Tag.SeriesDescription, VR.LO, "SYNTHETIC " + kind);
    dataset.setInt(Tag.InstanceNumber, VR.IS, 1);
    dataset.setInt(Tag.SamplesPerPixel, VR.US, 1);
    dataset.setString(Tag.PhotometricInterpretation, VR.CS, "MONOCHROME2");
    dataset.setInt(Tag.Rows, VR.US, rows);
    dataset.setInt(Tag.Columns, VR.US, rows);
    dataset.setInt(Tag.BitsAllocated, VR.US, BITS);
    dataset.setInt(Tag.BitsStored, VR.US, BITS);
    dataset.setInt(Tag.HighBit, VR.US, BITS - 1);
    dataset.setInt(Tag.PixelRepresentation, VR.US, 0);
    dataset.setBytes(Tag.PixelData, VR.OB, gradient(rows, seed));
    try (var out = new ImageOutputStream(file.toFile())) {
      out.writeDataset(dataset.createFileMetaInformation(UID.ExplicitVRLittleEndian), dataset);
    }
    return file;
  }

  private static byte[] gradient(int rows, long seed) {
    var pixels = new byte[rows * rows + rows * rows % 2];
    for (var i = 0; i < rows * rows; i++) {
      pixels[i] = (byte) (i % rows + seed);
    }
    return pixels;
  }

  private static String uid(Kind kind, long seed, String what) {
    return SyntheticUids.of("%s %s %d".formatted(kind, what, seed));
  }
}
