package org.seriesflow.dicom;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in DICOM files that arrive as streams, by the rules that hold for C-STORE: the data set is
 * kept exactly as it was sent, behind a file header of ours, and nothing of its pixels is held.
 * Safe for threads.
 */
public final class FileIntake {
  private static final Logger LOG = LoggerFactory.getLogger(FileIntake.class);
  private static final int BUFFER = 64 * 1024;

  private final StoredClasses classes;
  private final long longestFile;
  private final Consumer<IntakeException.Kind> refusals;
  private final Optional<Deidentifier> deidentifier;
  private final AskedAttributes asked;

  /** Begins an intake, as {@link InstanceSink#begin} does. */
  @FunctionalInterface
  public interface Opener {
    InstanceSink.Intake begin() throws IntakeException;
  }

  /**
   * Sets the rules.
   *
   * @param excludedSopClasses UIDs of storage SOP classes that are refused
   * @param longestFile bytes; what is longer is refused when it is
   * @param refusals hears of each refusal that is not the opener's or its intake's
   */
  public FileIntake(
      Set<String> excludedSopClasses, long longestFile, Consumer<IntakeException.Kind> refusals) {
    this(excludedSopClasses, longestFile, refusals, Optional.empty(), AskedAttributes.NONE);
  }

  /**
   * The same.
   *
   * @param deidentifier what de-identifies files before the intake has them; empty: nothing does
   * @param asked what is read of them as they are stored, beside what every header has
   */
  public FileIntake(
      Set<String> excludedSopClasses,
      long longestFile,
      Consumer<IntakeException.Kind> refusals,
      Optional<Deidentifier> deidentifier,
      AskedAttributes asked) {
    classes = new StoredClasses(excludedSopClasses);
    this.longestFile = longestFile;
    this.refusals = refusals;
    this.deidentifier = deidentifier;
    this.asked = asked;
  }

  /**
   * Takes one file to its end, or refuses it; what is left of a refused file has not been read.
   *
   * @param file a DICOM file (PS3.10 section 7); not closed
   * @param studyInstanceUid the only study that is taken; empty takes any
   * @throws IOException when the stream fails; nothing of the file stays then
   */
  public FileReceipt take(InputStream file, Optional<String> studyInstanceUid, Opener opener)
      throws IOException {
    var limited = new Limited(file, longestFile);
    var data = new BufferedInputStream(limited, BUFFER);
    FileHeader header = null;
    try {
      header = ours(() -> FileHeader.read(data));
      var instance = announced(header, studyInstanceUid);
      try (var intake = opener.begin()) {
        var output = ours(() -> ReceivedInstance.outputOf(intake));
        var copied = ours(() -> instance.copy(data, data::transferTo, output));
        copied.complete(intake);
        return new FileReceipt.Stored(copied.sent());
      }
    } catch (IntakeException e) {
      return notStored(header, e);
    } catch (IOException e) {
      if (!limited.exceeded) {
        throw e;
      }
      refusals.accept(IntakeException.Kind.TOO_LARGE);
      return notStored(
          header,
          new IntakeException(
              IntakeException.Kind.TOO_LARGE, "it is longer than " + longestFile + " bytes", e));
    } catch (RuntimeException e) {
      LOG.error("a file could not be taken in", e);
      refusals.accept(IntakeException.Kind.PROCESSING_FAILURE);
      return notStored(
          header,
          new IntakeException(
              IntakeException.Kind.PROCESSING_FAILURE, "internal fault, see the log", e));
    }
  }

  /**
   * Looks whether a file that is stored already would be taken, by the same rules. Reads no further
   * than its header.
   *
   * @throws IntakeException when it would not; where files are de-identified none is, since this
   *     one stands as it was sent
   * @throws IOException when the stream fails
   */
  public InstanceHeader verify(InputStream file) throws IntakeException, IOException {
    var data = new BufferedInputStream(file, BUFFER);
    if (deidentifier.isPresent()) {
      throw new IntakeException(
          IntakeException.Kind.NOT_DEIDENTIFIABLE,
          "it stands in the store as it was sent, and de-identification is on: send it by C-STORE"
              + " or STOW-RS");
    }
    return ours(() -> announced(FileHeader.read(data), Optional.empty()).verify(data));
  }

  /** A step whose refusal nobody else counts. */
  @FunctionalInterface
  private interface Step<T> {
    T run() throws IntakeException, IOException;
  }

  private <T> T ours(Step<T> step) throws IntakeException, IOException {
    try {
      return step.run();
    } catch (IntakeException e) {
      refusals.accept(e.kind());
      throw e;
    }
  }

  /** What the header announces, if we take such a thing. */
  private ReceivedInstance announced(FileHeader header, Optional<String> studyInstanceUid)
      throws IntakeException, IOException {
    return ours(
        () -> {
          if (!InstanceUids.isUid(header.sopInstanceUid())) {
            throw new IntakeException(
                IntakeException.Kind.INVALID_SOP_INSTANCE,
                "MediaStorageSOPInstanceUID is not a UID");
          }
          classes.require(header.sopClassUid(), null);
          if (!TransferSyntaxes.isAccepted(Objects.toString(header.transferSyntaxUid()))) {
            throw new IntakeException(
                IntakeException.Kind.TRANSFER_SYNTAX_NOT_SUPPORTED,
                "transfer syntax " + header.transferSyntaxUid() + " is not taken");
          }
          return ReceivedInstance.ofFile(
                  header.sopClassUid(),
                  header.sopInstanceUid(),
                  header.transferSyntaxUid(),
                  studyInstanceUid.orElse(null))
              .with(deidentifier, asked);
        });
  }

  private static FileReceipt notStored(FileHeader header, IntakeException refusal) {
    return new FileReceipt.NotStored(
        uid(header == null ? null : header.sopClassUid()),
        uid(header == null ? null : header.sopInstanceUid()),
        refusal);
  }

  private static Optional<String> uid(String text) {
    return Optional.ofNullable(text).filter(InstanceUids::isUid);
  }

  /** Fails where there is more than the longest file; says that it was this. */
  private static final class Limited extends FilterInputStream {
    private long left;
    private boolean exceeded;

    Limited(InputStream in, long longest) {
      super(in);
      left = longest;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0 && length > 0) {
        if (in.read() < 0) {
          return -1;
        }
        exceeded = true;
        throw new IOException("longer than the longest file");
      }
      var count = in.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(count, 0);
      return count;
    }
  }
}
