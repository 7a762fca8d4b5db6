package org.seriesflow.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.VolumeGeometry;

/**
 * Makes head angiography series that no patient ever was in, for demonstrations and tests: CT Image
 * Storage (PS3.3 A.3) or MR Image Storage (PS3.3 A.4) objects in Explicit VR Little Endian.
 *
 * <p>They say what they are: Synthetic Data (0008,001C) is YES, and patient's name, series
 * description, image comments and image type carry the word. The same specification gives the same
 * bytes.
 */
public final class SyntheticSeries {
  private static final String CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
  private static final String MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4";

  /** Synthetic Data, PS3.6; younger than the toolkit's dictionary. */
  private static final int SYNTHETIC_DATA = 0x0008001C;

  private static final int CT_INTERCEPT = -1024;
  private static final int BITS_STORED = 12;
  private static final double TIP_ABOUT_X_DEGREES = 12;
  private static final double TIP_ABOUT_Y_DEGREES = 4;

  private final SyntheticSpec spec;
  private final VolumeGeometry geometry;

  private SyntheticSeries(SyntheticSpec spec) {
    this.spec = spec;
    geometry = geometry(spec);
  }

  /**
   * Writes one series, a file a slice.
   *
   * @param folder made when it is missing
   * @return the files, in the order of their slices
   */
  public static List<Path> write(Path folder, SyntheticSpec spec) throws IOException {
    Files.createDirectories(folder);
    return new SyntheticSeries(spec).writeAll(folder);
  }

  /** The Series Instance UID of the series that this specification gives. */
  public static String seriesInstanceUid(SyntheticSpec spec) {
    return uid(spec, "series");
  }

  private List<Path> writeAll(Path folder) throws IOException {
    var slices = HeadPhantom.render(geometry, spec);
    var files = new ArrayList<Path>();
    for (var z = 0; z < slices.length; z++) {
      var dataset = new Attributes();
      addPatientAndStudy(dataset);
      addSeries(dataset);
      addImage(dataset, z);
      if (isCt()) {
        addCt(dataset);
      } else {
        addMr(dataset);
      }
      addPixels(dataset, slices[z]);
      var file = folder.resolve(String.format(Locale.ROOT, "slice-%04d.dcm", z + 1));
      writeFile(file, dataset);
      files.add(file);
    }
    return files;
  }

  private boolean isCt() {
    return spec.modality() == SyntheticSpec.Modality.CTA;
  }

  private void addPatientAndStudy(Attributes dataset) {
    dataset.setString(SYNTHETIC_DATA, VR.CS, "YES");
    dataset.setString(Tag.PatientName, VR.PN, "SYNTHETIC^PHANTOM");
    dataset.setString(Tag.PatientID, VR.LO, "SYNTHETIC");
    dataset.setNull(Tag.PatientBirthDate, VR.DA);
    dataset.setString(Tag.PatientSex, VR.CS, "O");
    dataset.setString(Tag.StudyInstanceUID, VR.UI, uid(spec, "study"));
    dataset.setString(Tag.StudyDate, VR.DA, "20260101");
    dataset.setString(Tag.StudyTime, VR.TM, "120000");
    dataset.setString(Tag.StudyID, VR.SH, "1");
    dataset.setString(Tag.StudyDescription, VR.LO, "SYNTHETIC head angiography");
    dataset.setNull(Tag.AccessionNumber, VR.SH);
    dataset.setNull(Tag.ReferringPhysicianName, VR.PN);
  }

  private void addSeries(Attributes dataset) {
    dataset.setString(Tag.Modality, VR.CS, isCt() ? "CT" : "MR");
    dataset.setString(Tag.SeriesInstanceUID, VR.UI, uid(spec, "series"));
    dataset.setInt(Tag.SeriesNumber, VR.IS, 1);
    dataset.setString(
        Tag.SeriesDescription, VR.LO, isCt() ? "SYNTHETIC CTA HEAD" : "SYNTHETIC TOF MRA HEAD");
    dataset.setString(Tag.ProtocolName, VR.LO, isCt() ? "CTA HEAD" : "TOF 3D HEAD");
    dataset.setString(Tag.BodyPartExamined, VR.CS, "HEAD");
    dataset.setString(Tag.PatientPosition, VR.CS, "HFS");
    dataset.setString(Tag.FrameOfReferenceUID, VR.UI, uid(spec, "frame of reference"));
    dataset.setNull(Tag.PositionReferenceIndicator, VR.LO);
    dataset.setString(Tag.Manufacturer, VR.LO, "Seriesflow");
    dataset.setString(Tag.ManufacturerModelName, VR.LO, "Synthetic head");
    dataset.setString(Tag.DeviceSerialNumber, VR.LO, "0");
    dataset.setString(Tag.SoftwareVersions, VR.LO, SeriesNormaliser.VERSION);
  }

  private void addImage(Attributes dataset, int z) {
    var position = geometry.toLps(z, 0, 0);
    var row = geometry.stepX().normalised();
    var column = geometry.stepY().normalised();
    dataset.setString(Tag.SOPClassUID, VR.UI, isCt() ? CT_IMAGE_STORAGE : MR_IMAGE_STORAGE);
    dataset.setString(Tag.SOPInstanceUID, VR.UI, uid(spec, "instance " + z));
    dataset.setInt(Tag.InstanceNumber, VR.IS, z + 1);
    dataset.setInt(Tag.AcquisitionNumber, VR.IS, 1);
    dataset.setString(Tag.ContentDate, VR.DA, "20260101");
    dataset.setString(Tag.ContentTime, VR.TM, "120000");
    dataset.setString(Tag.AcquisitionDate, VR.DA, "20260101");
    dataset.setString(Tag.AcquisitionTime, VR.TM, "120000");
    dataset.setString(
        Tag.ImageType, VR.CS, "DERIVED", "PRIMARY", isCt() ? "AXIAL" : "OTHER", "SYNTHETIC");
    dataset.setString(Tag.DerivationDescription, VR.ST, "Computed head phantom");
    dataset.setString(
        Tag.ImageComments, VR.LT, "SYNTHETIC: computed, shows no patient. For tests only.");
    dataset.setString(Tag.ImagePositionPatient, VR.DS, decimals(position));
    dataset.setString(
        Tag.ImageOrientationPatient,
        VR.DS,
        decimal(row.x()),
        decimal(row.y()),
        decimal(row.z()),
        decimal(column.x()),
        decimal(column.y()),
        decimal(column.z()));
    dataset.setString(
        Tag.PixelSpacing, VR.DS, decimal(spec.pixelSpacingMm()), decimal(spec.pixelSpacingMm()));
    dataset.setString(Tag.SliceThickness, VR.DS, decimal(spec.sliceStepMm()));
    dataset.setString(
        Tag.SliceLocation, VR.DS, decimal((z - (spec.slices() - 1) / 2.0) * spec.sliceStepMm()));
  }

  private static void addCt(Attributes dataset) {
    dataset.setString(Tag.KVP, VR.DS, "120");
    dataset.setString(Tag.ConvolutionKernel, VR.SH, "SYNTHETIC");
    dataset.setString(Tag.ContrastBolusAgent, VR.LO, "SYNTHETIC CONTRAST");
    dataset.setString(Tag.RescaleIntercept, VR.DS, Integer.toString(CT_INTERCEPT));
    dataset.setString(Tag.RescaleSlope, VR.DS, "1");
    dataset.setString(Tag.RescaleType, VR.LO, "HU");
    dataset.setString(Tag.WindowCenter, VR.DS, "300");
    dataset.setString(Tag.WindowWidth, VR.DS, "800");
  }

  private static void addMr(Attributes dataset) {
    dataset.setString(Tag.ScanningSequence, VR.CS, "GR");
    dataset.setString(Tag.SequenceVariant, VR.CS, "SP");
    dataset.setNull(Tag.ScanOptions, VR.CS);
    dataset.setString(Tag.MRAcquisitionType, VR.CS, "3D");
    dataset.setString(Tag.SequenceName, VR.SH, "tof3d");
    dataset.setString(Tag.AngioFlag, VR.CS, "Y");
    dataset.setString(Tag.RepetitionTime, VR.DS, "23");
    dataset.setString(Tag.EchoTime, VR.DS, "7");
    dataset.setInt(Tag.EchoTrainLength, VR.IS, 1);
    dataset.setString(Tag.FlipAngle, VR.DS, "18");
    dataset.setString(Tag.MagneticFieldStrength, VR.DS, "1.5");
    dataset.setString(Tag.WindowCenter, VR.DS, "300");
    dataset.setString(Tag.WindowWidth, VR.DS, "600");
  }

  private void addPixels(Attributes dataset, short[] values) {
    dataset.setInt(Tag.SamplesPerPixel, VR.US, 1);
    dataset.setString(Tag.PhotometricInterpretation, VR.CS, "MONOCHROME2");
    dataset.setInt(Tag.Rows, VR.US, spec.rows());
    dataset.setInt(Tag.Columns, VR.US, spec.rows());
    dataset.setInt(Tag.BitsAllocated, VR.US, Short.SIZE);
    dataset.setInt(Tag.BitsStored, VR.US, BITS_STORED);
    dataset.setInt(Tag.HighBit, VR.US, BITS_STORED - 1);
    dataset.setInt(Tag.PixelRepresentation, VR.US, 0);
    var intercept = isCt() ? CT_INTERCEPT : 0;
    var bytes = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    var greatest = (1 << BITS_STORED) - 1;
    for (var value : values) {
      bytes.putShort((short) Math.clamp(value - intercept, 0, greatest));
    }
    dataset.setBytes(Tag.PixelData, VR.OW, bytes.array());
  }

  private static void writeFile(Path file, Attributes dataset) throws IOException {
    try (var out = new ImageOutputStream(file.toFile())) {
      out.writeDataset(dataset.createFileMetaInformation(UID.ExplicitVRLittleEndian), dataset);
    }
  }

  private static VolumeGeometry geometry(SyntheticSpec spec) {
    var left = new Vector3(1, 0, 0);
    var back = new Vector3(0, 1, 0);
    var down = new Vector3(0, 0, -1);
    return switch (spec.plane()) {
      case AXIAL -> centred(spec, left, back);
      case SAGITTAL -> centred(spec, back, down);
      case CORONAL -> centred(spec, left, down);
      case OBLIQUE_AXIAL -> {
        var x = Math.toRadians(TIP_ABOUT_X_DEGREES);
        var y = Math.toRadians(TIP_ABOUT_Y_DEGREES);
        var row = new Vector3(Math.cos(y), 0, -Math.sin(y));
        var column = new Vector3(Math.sin(x) * Math.sin(y), Math.cos(x), Math.sin(x) * Math.cos(y));
        yield centred(spec, row, column);
      }
    };
  }

  private static VolumeGeometry centred(SyntheticSpec spec, Vector3 row, Vector3 column) {
    var stepX = row.times(spec.pixelSpacingMm());
    var stepY = column.times(spec.pixelSpacingMm());
    var stepZ = row.cross(column).times(spec.sliceStepMm());
    var half = (spec.rows() - 1) / 2.0;
    var origin =
        stepX.times(-half).minus(stepY.times(half)).minus(stepZ.times((spec.slices() - 1) / 2.0));
    return new VolumeGeometry(
        new Shape(spec.slices(), spec.rows(), spec.rows()), origin, stepX, stepY, stepZ);
  }

  private static String[] decimals(Vector3 vector) {
    return new String[] {decimal(vector.x()), decimal(vector.y()), decimal(vector.z())};
  }

  /** A decimal string of at most 16 characters (PS3.5 section 6.2). */
  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.10f", value == 0 ? 0.0 : value);
  }

  private static String uid(SyntheticSpec spec, String what) {
    return SyntheticUids.of(what + " " + spec);
  }
}
