package org.seriesflow.ingest.stow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.seriesflow.dicom.FileReceipt;
import org.seriesflow.dicom.InstanceUids;
import org.seriesflow.dicom.IntakeException;
import org.seriesflow.ingest.reception.RequestRefusal;

/** What became of each part of a request, and of the request itself. Grows while it is read. */
final class StowOutcome {
  /** Failure Reason (0008,1197) of a part that is no DICOM file by its own headers. */
  private static final int NOT_DICOM = IntakeException.Kind.CANNOT_UNDERSTAND.status();

  /**
   * An instance that was not stored.
   *
   * @param reason (0008,1197)
   */
  record Failed(String sopClassUid, String sopInstanceUid, int reason) {}

  private final List<InstanceUids> stored = new ArrayList<>();
  private final List<Failed> failed = new ArrayList<>();
  private final List<Integer> others = new ArrayList<>();
  private final List<IntakeException.Kind> kinds = new ArrayList<>();
  private int otherMediaTypes;
  private RequestRefusal refusal;

  /** A request of which nothing was read. */
  static StowOutcome refused(RequestRefusal refusal) {
    var outcome = new StowOutcome();
    outcome.refusal = refusal;
    return outcome;
  }

  void add(FileReceipt receipt) {
    switch (receipt) {
      case FileReceipt.Stored(var uids) -> stored.add(uids);
      case FileReceipt.NotStored(var sopClass, var sopInstance, var why) -> {
        kinds.add(why.kind());
        if (sopClass.isPresent() && sopInstance.isPresent()) {
          failed.add(new Failed(sopClass.get(), sopInstance.get(), why.kind().status()));
        } else {
          others.add(why.kind().status());
        }
      }
    }
  }

  void addOtherMediaType() {
    otherMediaTypes++;
    others.add(NOT_DICOM);
  }

  /** The rest of the request cannot be worked on. */
  void end(RequestRefusal why) {
    refusal = why;
    if (!stored.isEmpty()) {
      others.add(
          why == RequestRefusal.TOO_LARGE
              ? IntakeException.Kind.TOO_LARGE.status()
              : IntakeException.Kind.CANNOT_UNDERSTAND.status());
    }
  }

  int parts() {
    return stored.size() + failed.size() + others.size();
  }

  boolean hasStoredNothingForLackOfResources() {
    return stored.isEmpty() && kinds.contains(IntakeException.Kind.OUT_OF_RESOURCES);
  }

  List<InstanceUids> stored() {
    return stored;
  }

  List<Failed> failed() {
    return failed;
  }

  /** Failure reasons of what has no UIDs to be named by. */
  List<Integer> others() {
    return others;
  }

  Optional<RequestRefusal> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** The HTTP status, PS3.18 table 10.5.3-1. */
  int status() {
    var failures = failed.size() + others.size();
    if (!stored.isEmpty()) {
      return failures == 0 ? 200 : 202;
    }
    if (refusal != null) {
      return refusal.status();
    }
    if (failures == 0) {
      return RequestRefusal.MALFORMED.status();
    }
    if (kinds.contains(IntakeException.Kind.OUT_OF_RESOURCES)) {
      return 503;
    }
    if (kinds.contains(IntakeException.Kind.PROCESSING_FAILURE)) {
      return 500;
    }
    if (otherMediaTypes == failures) {
      return RequestRefusal.MEDIA_TYPE.status();
    }
    return kinds.stream().allMatch(kind -> kind == IntakeException.Kind.TOO_LARGE)
            && otherMediaTypes == 0
        ? RequestRefusal.TOO_LARGE.status()
        : 409;
  }
}
