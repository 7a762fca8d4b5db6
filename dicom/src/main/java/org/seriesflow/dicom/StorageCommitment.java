package org.seriesflow.dicom;

import java.util.List;
import java.util.Optional;

/**
 * Decides on requests for storage commitment (PS3.4 annex J, push model): whether an instance is
 * held for as long as was promised, so that its sender may delete it.
 */
public interface StorageCommitment {

  /** Nothing is promised to anybody: each instance is answered with 0110H, processing failure. */
  StorageCommitment NONE =
      request ->
          new Answer(
              List.of(),
              request.instances().stream()
                  .map(instance -> new Failed(instance, FailureReason.PROCESSING_FAILURE))
                  .toList(),
              Optional.empty());

  /**
   * An instance as a request names it.
   *
   * @param sopClassUid (0008,1150)
   * @param sopInstanceUid (0008,1155)
   */
  record Instance(String sopClassUid, String sopInstanceUid) {}

  /**
   * A request.
   *
   * @param transactionUid (0008,1195)
   */
  record Request(AssociationInfo sender, String transactionUid, List<Instance> instances) {}

  /** Why an instance is not committed (PS3.3 C.14.1.1). */
  enum FailureReason {
    /** A general failure: nothing is promised to this sender. */
    PROCESSING_FAILURE(0x0110),
    /** The instance is not held, or no longer as it was received. */
    NO_SUCH_OBJECT_INSTANCE(0x0112),
    /** Store or log are away: worth asking again. */
    RESOURCE_LIMITATION(0x0213),
    /** The instance is held, and of another SOP class. */
    CLASS_INSTANCE_CONFLICT(0x0119);

    private final int code;

    FailureReason(int code) {
      this.code = code;
    }

    /** The value of (0008,1197). */
    public int code() {
      return code;
    }
  }

  /** An instance that is not committed. */
  record Failed(Instance instance, FailureReason reason) {}

  /**
   * Where a sender takes reports on an association of ours.
   *
   * @param host name or address
   */
  record ReportTo(String host, int port) {}

  /**
   * What becomes of a request.
   *
   * @param committed cannot be lost, and is kept for as long as was promised; recorded durably
   * @param reportTo where the sender listens, if its association has ended; empty: it does not
   */
  record Answer(List<Instance> committed, List<Failed> failed, Optional<ReportTo> reportTo) {}

  /** Decides; may take long. An instance stands in exactly one of the two lists. */
  Answer decide(Request request);
}
