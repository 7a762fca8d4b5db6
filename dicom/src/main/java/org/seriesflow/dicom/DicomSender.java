package org.seriesflow.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Sends files with C-STORE (PS3.4 annex B), exactly as they are: it never transcodes.
 *
 * <p>Files of few kinds share one association; more than 128 pairs of SOP class and transfer syntax
 * (PS3.8 section 9.3.2.2: context identifiers are the odd numbers 1..255) take several. Every file
 * ends as sent or as {@link Refused}; when an association breaks, what waits for a response on it
 * is refused and the rest goes on a new one.
 */
public final class DicomSender {
  static final int MAX_CONTEXTS = 128;

  private DicomSender() {}

  /**
   * Sends the files in order.
   *
   * @throws IOException when no association can be made at all: the peer is not there, or rejects
   *     us; the message says which
   * @throws InterruptedException when interrupted; what was sent stays sent
   */
  public static SendReport send(List<Path> files, SendSettings settings, SendProgress progress)
      throws IOException, InterruptedException {
    var tally = new Tally(files.size(), progress);
    var batch = new ArrayList<SendableFile>();
    var kinds = new LinkedHashSet<SendableFile.Kind>();
    for (var file : files) {
      SendableFile sendable;
      try {
        sendable = SendableFile.inspect(file);
      } catch (NotDicomException e) {
        tally.refuse(file, e.isReadable() ? "MISSING_UIDS" : "NOT_DICOM", e.getMessage());
        continue;
      } catch (IOException e) {
        tally.refuse(file, "NOT_READABLE", "it cannot be read: " + e.getMessage());
        continue;
      }
      if (!kinds.contains(sendable.kind()) && kinds.size() == MAX_CONTEXTS) {
        sendBatch(batch, settings, tally);
        batch.clear();
        kinds.clear();
      }
      kinds.add(sendable.kind());
      batch.add(sendable);
    }
    if (!batch.isEmpty()) {
      sendBatch(batch, settings, tally);
    }
    return tally.report();
  }

  private static void sendBatch(List<SendableFile> batch, SendSettings settings, Tally tally)
      throws IOException, InterruptedException {
    var next = 0;
    while (next < batch.size()) {
      var rest = batch.subList(next, batch.size());
      try (var association = StoreAssociation.open(rest, settings)) {
        for (var file : rest) {
          next++;
          if (!association.send(file, tally)) {
            break;
          }
        }
      }
    }
  }

  /** What became of the files so far. */
  static final class Tally {
    private final List<Refused> refused = new ArrayList<>();
    private final int total;
    private final SendProgress progress;
    private int sent;

    Tally(int total, SendProgress progress) {
      this.total = total;
      this.progress = progress;
    }

    synchronized void accept(Path file) {
      sent++;
      progress.fileDone(file, true, sent + refused.size(), total);
    }

    synchronized void refuse(Path file, String status, String reason) {
      refused.add(new Refused(file, status, reason));
      progress.fileDone(file, false, sent + refused.size(), total);
    }

    synchronized SendReport report() {
      return new SendReport(refused, sent);
    }
  }
}
