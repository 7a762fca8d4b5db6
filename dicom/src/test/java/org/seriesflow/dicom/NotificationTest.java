package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.SeriesNotifications.Kind;
import org.seriesflow.dicom.SeriesNotifications.NamedSeries;
import org.seriesflow.dicom.SeriesNotifications.Notification;

/** Notifications over real associations: N-CREATE and N-SET in. */
class NotificationTest {
  private static final String SERIES = "1.2.3.1";

  @TempDir Path folder;
  private final BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
  private DicomReceiver receiver;

  private NotificationPeer peer(SeriesNotifications listener) throws Exception {
    receiver =
        DicomReceiver.start(
            ReceiverSettings.onLoopback(0),
            new FolderSink(folder),
            ReceiverObserver.SILENT,
            StorageCommitment.NONE,
            listener);
    return new NotificationPeer(receiver.port());
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void shouldTellWhichInstancesAnAvailabilityNotificationNamesBySeries() throws Exception {
    try (var peer = peer(heard::add)) {
      var response = peer.announce("1.9", "1.2.3", SERIES, null, "1.2.3.1.1", "1.2.3.1.2");

      assertEquals(0, response.getInt(Tag.Status, -1));
      var notification = heard.remove();
      assertEquals(Kind.INSTANCE_AVAILABILITY, notification.kind());
      assertEquals("1.9", notification.sopInstanceUid());
      assertEquals("1.2.3", notification.studyInstanceUid());
      assertEquals(NotificationPeer.AET, notification.sender().callingAet());
      assertEquals(
          List.of(new NamedSeries(SERIES, List.of("1.2.3.1.1", "1.2.3.1.2"))),
          notification.series());
    }
  }

  @Test
  void shouldNotCountAnInstanceThatIsAvailableNowhere() throws Exception {
    try (var peer = peer(heard::add)) {
      peer.announce("1.9", "1.2.3", SERIES, "1.2.3.1.2", "1.2.3.1.1", "1.2.3.1.2");

      assertEquals(List.of("1.2.3.1.1"), heard.remove().series().getFirst().sopInstanceUids());
    }
  }

  @Test
  void shouldNameANotificationThatItsSenderLeftUnnamed() throws Exception {
    try (var peer = peer(heard::add)) {
      var response = peer.announce(null, "1.2.3", SERIES, null, "1.2.3.1.1");

      var named = response.getString(Tag.AffectedSOPInstanceUID);
      assertTrue(InstanceUids.isUid(named), named);
      assertEquals(named, heard.remove().sopInstanceUid());
    }
  }

  @Test
  void shouldTellImagesAndOthersOfAProcedureStepThatIsCompleted() throws Exception {
    try (var peer = peer(heard::add)) {
      assertEquals(0, peer.beginStep("1.8").getInt(Tag.Status, -1));
      var response = peer.setStep("1.8", "COMPLETED", SERIES, "1.2.3.1.1", "1.2.3.1.2");

      assertEquals(0, response.getInt(Tag.Status, -1));
      var notification = heard.remove();
      assertEquals(Kind.PERFORMED_PROCEDURE_STEP, notification.kind());
      assertEquals("1.8", notification.sopInstanceUid());
      assertEquals(
          List.of(new NamedSeries(SERIES, List.of("1.2.3.1.1", "1.2.3.1.2"))),
          notification.series());
    }
  }

  @Test
  void shouldTellNothingOfAProcedureStepInProgress() throws Exception {
    try (var peer = peer(heard::add)) {
      var response = peer.setStep("1.8", "IN PROGRESS", SERIES, "1.2.3.1.1", "1.2.3.1.2");

      assertEquals(0, response.getInt(Tag.Status, -1));
      assertEquals(List.of(), List.copyOf(heard));
    }
  }

  @Test
  void shouldAnswerResourceLimitationWhereTheNotificationCannotBeKept() throws Exception {
    SeriesNotifications away =
        notification -> {
          throw new IOException("the log is away");
        };
    try (var peer = peer(away)) {
      var response = peer.announce("1.9", "1.2.3", SERIES, null, "1.2.3.1.1");

      assertEquals(0x0213, response.getInt(Tag.Status, -1));
    }
  }

  @Test
  void shouldRefuseANotificationThatNamesNoUid() throws Exception {
    try (var peer = peer(heard::add)) {
      var response = peer.announce("1.9", "1.2.3", SERIES, null, "no uid");

      assertEquals(0x0115, response.getInt(Tag.Status, -1));
      assertEquals(List.of(), List.copyOf(heard));
    }
  }

  @Test
  void shouldAcceptBothSopClassesWhereSomebodyListens() throws Exception {
    try (var peer = peer(heard::add)) {
      assertTrue(peer.isAccepted(UID.InstanceAvailabilityNotificationSOPClass));
      assertTrue(peer.isAccepted(UID.ModalityPerformedProcedureStepSOPClass));
    }
  }

  @Test
  void shouldRefuseBothSopClassesWhereNobodyListens() throws Exception {
    try (var peer = peer(SeriesNotifications.NONE)) {
      assertFalse(peer.isAccepted(UID.InstanceAvailabilityNotificationSOPClass));
      assertFalse(peer.isAccepted(UID.ModalityPerformedProcedureStepSOPClass));
    }
  }
}
