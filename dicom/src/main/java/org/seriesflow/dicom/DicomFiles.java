package org.seriesflow.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.io.ImageInputStream;

/** Reads what identifies a DICOM file. */
public final class DicomFiles {
  private DicomFiles() {}

  /**
   * Reads the UIDs of a file, no further than they stand.
   *
   * <p>A file without preamble and file meta information (PS3.10 section 7.1) is read when its
   * first elements give its encoding away, which is then the transfer syntax that is returned.
   *
   * @throws NotDicomException when the file is no DICOM data set, or a UID is missing or malformed
   * @throws IOException when the file cannot be read at all
   */
  public static InstanceUids readUids(Path file) throws IOException {
    return open(file).uids();
  }

  /**
   * Reads the UIDs of a file, and what else a receiver reads of a passing data set.
   *
   * @throws IOException as {@link #readUids}
   */
  public static InstanceHeader readHeader(Path file) throws IOException {
    return readHeader(file, AskedAttributes.NONE);
  }

  /**
   * The same, with attributes that are asked for.
   *
   * @throws IOException as {@link #readUids}
   */
  public static InstanceHeader readHeader(Path file, AskedAttributes asked) throws IOException {
    return open(file, asked).header();
  }

  /**
   * Reads Source Application Entity Title (0002,0016): who sent the instance, where a receiver
   * wrote the file. Empty where the file meta information lacks it.
   *
   * @throws IOException when the file cannot be read, or is no DICOM file
   */
  public static Optional<String> readSourceAeTitle(Path file) throws IOException {
    try (var in = new ImageInputStream(file.toFile())) {
      var meta = in.getFileMetaInformation();
      return meta == null
          ? Optional.empty()
          : Optional.ofNullable(meta.getString(Tag.SourceApplicationEntityTitle));
    }
  }

  /**
   * Whether a file says that its patient's identity was removed: Patient Identity Removed
   * (0012,0062) is YES (PS3.15 section E.1.1).
   *
   * @throws IOException when the file cannot be read, or is no DICOM file
   */
  public static boolean isDeidentified(Path file) throws IOException {
    var header =
        DicomInstance.read(file, DataSetReader.Kept.STANDARD, HeaderMemory.usual()).dataset();
    return "YES".equals(header.getString(Tag.PatientIdentityRemoved));
  }

  /**
   * Reads whose a file is; what it lacks is empty.
   *
   * @throws IOException when the file cannot be read, or is no DICOM file
   */
  public static OriginalIdentity readIdentity(Path file) throws IOException {
    var header =
        DicomInstance.read(file, DataSetReader.Kept.STANDARD, HeaderMemory.usual()).dataset();
    return new OriginalIdentity(
        header.getString(Tag.PatientID, ""),
        header.getString(Tag.IssuerOfPatientID, ""),
        header.getString(Tag.AccessionNumber, ""),
        header.getString(Tag.StudyInstanceUID, ""),
        header.getString(Tag.SeriesInstanceUID, ""),
        header.getString(Tag.SOPInstanceUID, ""));
  }

  /**
   * Reads the header, and where the data set begins.
   *
   * @param dataSetOffset bytes of preamble and file meta information
   */
  record OpenedFile(InstanceHeader header, long dataSetOffset) {
    InstanceUids uids() {
      return header.uids();
    }
  }

  static OpenedFile open(Path file) throws IOException {
    return open(file, AskedAttributes.NONE);
  }

  private static OpenedFile open(Path file, AskedAttributes asked) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    try (var in = new DataSetStream(file.toFile(), DataSetReader.MOST_INFLATED_OF_HEADER)) {
      in.beginDataSet();
      var dataSetOffset = in.getPosition();
      var leading = DataSetReader.readHeader(in, asked);
      if (in.getPosition() == dataSetOffset) {
        throw new NotDicomException("it holds no DICOM data set", false, null);
      }
      return new OpenedFile(
          DataSetReader.header(leading, in.getTransferSyntax(), asked), dataSetOffset);
    } catch (NotDicomException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new NotDicomException(e.getMessage(), true, e);
    } catch (IOException | RuntimeException e) {
      throw new NotDicomException("it is no DICOM file: " + e.getMessage(), false, e);
    }
  }
}
