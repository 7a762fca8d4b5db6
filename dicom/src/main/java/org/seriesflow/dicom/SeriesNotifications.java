package org.seriesflow.dicom;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Hears which instances a series consists of, from notifications of others: Instance Availability
 * Notification (PS3.4 annex R) and Modality Performed Procedure Step (PS3.4 annex F.7).
 */
public interface SeriesNotifications {

  /** Nobody listens; the SOP classes are refused in negotiation. */
  SeriesNotifications NONE =
      notification -> {
        throw new IOException("notifications are not served");
      };

  /** What notifies. */
  enum Kind {
    /** N-CREATE of an Instance Availability Notification. */
    INSTANCE_AVAILABILITY,
    /** N-SET that completes a Modality Performed Procedure Step. */
    PERFORMED_PROCEDURE_STEP
  }

  /**
   * The instances of a series that a notification names.
   *
   * @param sopInstanceUids in its order; images and others, but for those that it says are not
   *     available anywhere
   */
  record NamedSeries(String seriesInstanceUid, List<String> sopInstanceUids) {
    public NamedSeries {
      sopInstanceUids = List.copyOf(sopInstanceUids);
    }
  }

  /**
   * A notification.
   *
   * @param sender whose association it came by
   * @param sopInstanceUid of the notification or of the procedure step
   * @param studyInstanceUid (0020,000D); empty where the notification does not say it
   * @param series each series once
   */
  record Notification(
      Kind kind,
      AssociationInfo sender,
      String sopInstanceUid,
      String studyInstanceUid,
      List<NamedSeries> series) {
    public Notification {
      series = List.copyOf(series);
    }

    /** The same with each UID replaced, as it is in instances that are de-identified. */
    Notification with(UnaryOperator<String> pseudonym) {
      return new Notification(
          kind,
          sender,
          pseudonym.apply(sopInstanceUid),
          studyInstanceUid.isEmpty() ? "" : pseudonym.apply(studyInstanceUid),
          series.stream()
              .map(
                  named ->
                      new NamedSeries(
                          pseudonym.apply(named.seriesInstanceUid()),
                          named.sopInstanceUids().stream().map(pseudonym).toList()))
              .toList());
    }
  }

  /**
   * Takes a notification. The peer gets SUCCESS (0000H) when this returns.
   *
   * @throws IOException when it cannot be kept now; the peer gets 0213H (resource limitation)
   */
  void notified(Notification notification) throws IOException;
}
