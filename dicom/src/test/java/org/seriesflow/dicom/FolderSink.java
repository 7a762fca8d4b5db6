package org.seriesflow.dicom;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Keeps what arrives as files; can be told to refuse instances. */
final class FolderSink implements InstanceSink {
  final Path folder;
  final Queue<InstanceUids> completed = new ConcurrentLinkedQueue<>();
  final Queue<InstanceHeader> headers = new ConcurrentLinkedQueue<>();
  final Queue<AssociationInfo> senders = new ConcurrentLinkedQueue<>();
  final Queue<OriginalIdentity> identities = new ConcurrentLinkedQueue<>();
  final BlockingQueue<Map<String, String>> released = new LinkedBlockingQueue<>();
  volatile String refusedSopInstanceUid = "";
  volatile IntakeException.Kind refusal = IntakeException.Kind.OUT_OF_RESOURCES;
  volatile boolean outputFails;
  volatile Optional<String> congestion = Optional.empty();

  FolderSink(Path folder) {
    this.folder = folder;
  }

  Path fileOf(String sopInstanceUid) {
    return folder.resolve(sopInstanceUid + ".dcm");
  }

  @Override
  public Optional<String> congestion() {
    return congestion;
  }

  @Override
  public void released(AssociationInfo association, Map<String, String> studyOfSeries) {
    released.add(studyOfSeries);
  }

  @Override
  public Intake begin(AssociationInfo association) {
    senders.add(association);
    return new Intake() {
      private Path draft;
      private OutputStream out;

      @Override
      public OutputStream output() throws IOException {
        draft = Files.createTempFile(folder, "draft", ".part");
        out = outputFails ? new FullDisk() : Files.newOutputStream(draft);
        return out;
      }

      @Override
      public void deidentified(OriginalIdentity identity, InstanceUids stored) {
        identities.add(identity);
      }

      @Override
      public void complete(InstanceHeader header) throws IntakeException {
        var uids = header.uids();
        if (uids.sopInstanceUid().equals(refusedSopInstanceUid)) {
          throw new IntakeException(refusal, "told to refuse");
        }
        try {
          out.close();
          Files.move(draft, fileOf(uids.sopInstanceUid()));
        } catch (IOException e) {
          throw new IntakeException(IntakeException.Kind.OUT_OF_RESOURCES, "no room", e);
        }
        completed.add(uids);
        headers.add(header);
      }

      @Override
      public void close() {
        try {
          if (out != null) {
            out.close();
          }
          if (draft != null) {
            Files.deleteIfExists(draft);
          }
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    };
  }

  /** Takes some bytes, then no more. */
  private static final class FullDisk extends OutputStream {
    private int room = 2000;

    @Override
    public void write(int value) throws IOException {
      if (--room < 0) {
        throw new IOException("No space left on device");
      }
    }
  }
}
