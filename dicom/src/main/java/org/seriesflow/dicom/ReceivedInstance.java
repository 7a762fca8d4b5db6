package org.seriesflow.dicom;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;

/**
 * One instance on its way from the network to the sink: copied as it comes, while its header is
 * read from the passing bytes, so that nothing of its pixels is ever held.
 */
final class ReceivedInstance {
  private static final String IMPLEMENTATION_VERSION = "SERIESFLOW";

  /** Identifies this implementation (PS3.7 section D.3.3.2); an UUID-derived UID, PS3.5 B.2. */
  private static final String IMPLEMENTATION_UID = "2.25.210488275309871246902361180478423675112";

  private final String announcedBy;
  private final String sopClassUid;
  private final String sopInstanceUid;
  private final String transferSyntaxUid;
  private final String callingAet;
  private final String studyInstanceUid;
  private final Optional<Deidentifier> deidentifier;
  private final AskedAttributes asked;

  private ReceivedInstance(
      String announcedBy,
      String sopClassUid,
      String sopInstanceUid,
      String transferSyntaxUid,
      String callingAet,
      String studyInstanceUid,
      Optional<Deidentifier> deidentifier,
      AskedAttributes asked) {
    this.announcedBy = announcedBy;
    this.sopClassUid = sopClassUid;
    this.sopInstanceUid = sopInstanceUid;
    this.transferSyntaxUid = transferSyntaxUid;
    this.callingAet = callingAet;
    this.studyInstanceUid = studyInstanceUid;
    this.deidentifier = deidentifier;
    this.asked = asked;
  }

  /** What a C-STORE command announces. */
  static ReceivedInstance ofCommand(
      String sopClassUid, String sopInstanceUid, String transferSyntaxUid, String callingAet) {
    return new ReceivedInstance(
        "command",
        sopClassUid,
        sopInstanceUid,
        transferSyntaxUid,
        callingAet,
        null,
        Optional.empty(),
        AskedAttributes.NONE);
  }

  /**
   * The same instance, to be de-identified on its way where there is something to do it with, and
   * with attributes that are read of it as it is stored.
   */
  ReceivedInstance with(Optional<Deidentifier> newDeidentifier, AskedAttributes newAsked) {
    return new ReceivedInstance(
        announcedBy,
        sopClassUid,
        sopInstanceUid,
        transferSyntaxUid,
        callingAet,
        studyInstanceUid,
        newDeidentifier,
        newAsked);
  }

  /**
   * What a file meta information announces.
   *
   * @param studyInstanceUid the only study that is taken; null takes any
   */
  static ReceivedInstance ofFile(
      String sopClassUid,
      String sopInstanceUid,
      String transferSyntaxUid,
      String studyInstanceUid) {
    return new ReceivedInstance(
        "file meta information",
        sopClassUid,
        sopInstanceUid,
        transferSyntaxUid,
        null,
        studyInstanceUid,
        Optional.empty(),
        AskedAttributes.NONE);
  }

  /**
   * An instance that was copied.
   *
   * @param sent its UIDs as they were sent
   * @param stored its header as it is stored: with pseudonyms where it was de-identified
   * @param identity who it was of, where it was de-identified
   */
  record Copied(InstanceUids sent, InstanceHeader stored, Optional<OriginalIdentity> identity) {
    /** Makes it durable. */
    void complete(InstanceSink.Intake intake) throws IntakeException {
      if (identity.isPresent()) {
        intake.deidentified(identity.get(), stored.uids());
      }
      intake.complete(stored);
    }
  }

  /** Copies what is left of a data set. */
  @FunctionalInterface
  interface Rest {
    void copyTo(OutputStream output) throws IOException;
  }

  /** The output of an intake; one that cannot be had is a lack of resources. */
  static OutputStream outputOf(InstanceSink.Intake intake) throws IntakeException {
    try {
      return intake.output();
    } catch (IOException e) {
      throw notKept(e);
    }
  }

  private static IntakeException notKept(IOException e) {
    return new IntakeException(
        IntakeException.Kind.OUT_OF_RESOURCES, "the instance could not be kept", e);
  }

  /**
   * Copies the data set behind a new file header.
   *
   * @param rest of the same data, once its UIDs were read
   * @throws IntakeException when the output fails or the data set is not addressable; what is left
   *     of the data set has then not been read
   * @throws IOException when the network fails
   */
  Copied copy(InputStream data, Rest rest, OutputStream file) throws IntakeException, IOException {
    var output = new WatchedOutput(file);
    try {
      if (deidentifier.isPresent()) {
        return copyDeidentified(data, deidentifier.get(), output);
      }
      writeHeader(output);
      var stored = check(readHeader(new PassingStream(data, output)));
      rest.copyTo(output);
      output.flush();
      return new Copied(stored.uids(), stored, Optional.empty());
    } catch (IOException e) {
      if (output.failure != null) {
        throw notKept(e);
      }
      throw e;
    }
  }

  private Copied copyDeidentified(InputStream data, Deidentifier with, OutputStream output)
      throws IntakeException, IOException {
    var header = new DeidentifiedCopy(with, asked, transferSyntaxUid).read(data);
    check(header.sent());
    DeidentifiedCopy.write(header, meta(header.stored().uids().sopInstanceUid()), output);
    return new Copied(header.sent(), header.stored(), Optional.of(header.identity()));
  }

  /**
   * Checks the data set and keeps nothing; what stands behind its header is not read.
   *
   * @throws IntakeException when it is not addressable, or not what was announced
   * @throws IOException when the stream fails
   */
  InstanceHeader verify(InputStream data) throws IntakeException, IOException {
    return check(readHeader(new PassingStream(data, OutputStream.nullOutputStream())));
  }

  private void writeHeader(OutputStream output) throws IOException {
    var out = new ImageOutputStream(output, UID.ExplicitVRLittleEndian);
    out.writeFileMetaInformation(meta(sopInstanceUid));
    out.flush();
  }

  private Attributes meta(String storedSopInstanceUid) {
    var meta = new Attributes();
    meta.setBytes(Tag.FileMetaInformationVersion, VR.OB, new byte[] {0, 1});
    meta.setString(Tag.MediaStorageSOPClassUID, VR.UI, sopClassUid);
    meta.setString(Tag.MediaStorageSOPInstanceUID, VR.UI, storedSopInstanceUid);
    meta.setString(Tag.TransferSyntaxUID, VR.UI, transferSyntaxUid);
    meta.setString(Tag.ImplementationClassUID, VR.UI, IMPLEMENTATION_UID);
    meta.setString(Tag.ImplementationVersionName, VR.SH, IMPLEMENTATION_VERSION);
    if (callingAet != null) {
      meta.setString(Tag.SourceApplicationEntityTitle, VR.AE, callingAet);
    }
    return meta;
  }

  // The parser stays open on purpose: closing it would close the association's stream.
  @SuppressWarnings("resource")
  private Attributes readHeader(PassingStream passing) throws IOException, IntakeException {
    try {
      var leading =
          DataSetReader.readHeader(
              new DataSetStream(passing, transferSyntaxUid, DataSetReader.MOST_INFLATED_OF_HEADER),
              asked);
      if (passing.failure != null) {
        throw passing.failure;
      }
      return leading;
    } catch (IOException | RuntimeException e) {
      if (passing.failure != null) {
        throw passing.failure;
      }
      throw new IntakeException(
          IntakeException.Kind.CANNOT_UNDERSTAND, "unreadable data set: " + e.getMessage(), e);
    }
  }

  private InstanceHeader check(Attributes leading) throws IntakeException {
    InstanceHeader header;
    try {
      header = DataSetReader.header(leading, transferSyntaxUid, asked);
    } catch (IllegalArgumentException e) {
      throw new IntakeException(
          IntakeException.Kind.CANNOT_UNDERSTAND, "data set: " + e.getMessage(), e);
    }
    check(header.uids());
    return header;
  }

  private void check(InstanceUids uids) throws IntakeException {
    if (!uids.sopInstanceUid().equals(sopInstanceUid)) {
      throw new IntakeException(
          IntakeException.Kind.DATA_SET_DOES_NOT_MATCH,
          "SOPInstanceUID of data set and " + announcedBy + " differ");
    }
    if (!uids.sopClassUid().equals(sopClassUid)) {
      throw new IntakeException(
          IntakeException.Kind.DATA_SET_DOES_NOT_MATCH,
          "SOPClassUID of data set and " + announcedBy + " differ");
    }
    if (studyInstanceUid != null && !studyInstanceUid.equals(uids.studyInstanceUid())) {
      throw new IntakeException(
          IntakeException.Kind.DATA_SET_DOES_NOT_MATCH,
          "StudyInstanceUID is not that of the request");
    }
  }

  /** Remembers that it was the output that failed, and not the network. */
  private static final class WatchedOutput extends FilterOutputStream {
    private IOException failure;

    WatchedOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      try {
        out.write(value);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }

  /** Hands on what the parser reads, having written it. Skipped bytes are written too. */
  private static final class PassingStream extends InputStream {
    private final InputStream in;
    private final OutputStream out;
    private IOException failure;

    PassingStream(InputStream in, OutputStream out) {
      this.in = in;
      this.out = out;
    }

    @Override
    public int read() throws IOException {
      try {
        var value = in.read();
        if (value >= 0) {
          out.write(value);
        }
        return value;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        var count = in.read(bytes, offset, length);
        if (count > 0) {
          out.write(bytes, offset, count);
        }
        return count;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
