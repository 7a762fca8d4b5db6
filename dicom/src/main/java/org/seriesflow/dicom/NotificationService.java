package org.seriesflow.dicom;

import static org.seriesflow.dicom.RefusedOperationException.INVALID_ARGUMENT;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Commands;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.seriesflow.dicom.SeriesNotifications.Kind;
import org.seriesflow.dicom.SeriesNotifications.NamedSeries;
import org.seriesflow.dicom.SeriesNotifications.Notification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SCP of Instance Availability Notification (PS3.4 annex R) and of Modality Performed Procedure
 * Step (PS3.4 annex F.7), for what they say about the instances of a series.
 *
 * <p>Performed procedure steps are not kept: each N-CREATE and N-SET is answered with success
 * whatever came before, and an N-SET that completes a step says of its series what its own data set
 * says.
 */
final class NotificationService {
  private static final Logger LOG = LoggerFactory.getLogger(NotificationService.class);
  private static final int RESOURCE_LIMITATION = 0x0213;
  private static final String COMPLETED = "COMPLETED";
  private static final String UNAVAILABLE = "UNAVAILABLE";
  private static final Set<String> SOP_CLASSES =
      Set.of(
          UID.InstanceAvailabilityNotificationSOPClass, UID.ModalityPerformedProcedureStepSOPClass);

  private final SeriesNotifications listener;
  private final Optional<Deidentifier> deidentifier;

  /**
   * Tells that listener.
   *
   * @param deidentifier what gives the instances their pseudonyms; they are named by them here, too
   */
  NotificationService(SeriesNotifications listener, Optional<Deidentifier> deidentifier) {
    this.listener = listener;
    this.deidentifier = deidentifier;
  }

  /** Whether that SOP class is one of this service. */
  static boolean isServed(String sopClass) {
    return SOP_CLASSES.contains(sopClass);
  }

  /** Whether that is a command of this service, which has a listener. */
  boolean serves(Dimse dimse) {
    return listener != SeriesNotifications.NONE
        && (dimse == Dimse.N_CREATE_RQ || dimse == Dimse.N_SET_RQ);
  }

  /**
   * Answers an N-CREATE-RQ or N-SET-RQ.
   *
   * @param data null where the command says that there is none
   */
  void onOperation(
      Association association,
      Presentation context,
      Dimse dimse,
      Attributes command,
      PDVInputStream data)
      throws IOException {
    if (dimse == Dimse.N_CREATE_RQ && command.getString(Tag.AffectedSOPInstanceUID) == null) {
      // Its naming was left to us (PS3.7 section 10.1.5.1.4); the response names it.
      command.setString(Tag.AffectedSOPInstanceUID, VR.UI, newUid());
    }
    var status = Status.Success;
    try {
      if (dimse == Dimse.N_CREATE_RQ) {
        create(association, context, command, data);
      } else {
        set(association, context, command, data);
      }
    } catch (RefusedOperationException e) {
      LOG.warn(
          "Notification of {} refused with {}H: {}",
          association.getRemoteAET(),
          Integer.toHexString(e.status()),
          e.getMessage());
      status = e.status();
    }
    association.writeDimseRSP(
        context,
        dimse == Dimse.N_CREATE_RQ
            ? Commands.mkNCreateRSP(command, status)
            : Commands.mkNSetRSP(command, status));
  }

  /** PS3.5 section B.2. */
  private static String newUid() {
    var uuid = UUID.randomUUID();
    var bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    return "2.25." + new BigInteger(1, bytes.array());
  }

  private void create(
      Association association, Presentation context, Attributes command, PDVInputStream data)
      throws IOException, RefusedOperationException {
    var sopClass = command.getString(Tag.AffectedSOPClassUID);
    if (UID.ModalityPerformedProcedureStepSOPClass.equals(sopClass)) {
      // A step that begins has nothing to say yet.
      return;
    }
    requireClass(UID.InstanceAvailabilityNotificationSOPClass, sopClass);
    var dataSet = OperationDataSet.read(data, context.getTransferSyntax(), Tag.StudyInstanceUID);
    tell(
        new Notification(
            Kind.INSTANCE_AVAILABILITY,
            AssociationGate.info(association),
            command.getString(Tag.AffectedSOPInstanceUID),
            dataSet.getString(Tag.StudyInstanceUID, ""),
            series(dataSet, Tag.ReferencedSeriesSequence, new int[] {Tag.ReferencedSOPSequence})));
  }

  private void set(
      Association association, Presentation context, Attributes command, PDVInputStream data)
      throws IOException, RefusedOperationException {
    requireClass(
        UID.ModalityPerformedProcedureStepSOPClass, command.getString(Tag.RequestedSOPClassUID));
    var dataSet =
        OperationDataSet.read(data, context.getTransferSyntax(), Tag.PerformedSeriesSequence);
    if (!COMPLETED.equals(dataSet.getString(Tag.PerformedProcedureStepStatus))) {
      return;
    }
    tell(
        new Notification(
            Kind.PERFORMED_PROCEDURE_STEP,
            AssociationGate.info(association),
            command.getString(Tag.RequestedSOPInstanceUID, ""),
            "",
            series(
                dataSet,
                Tag.PerformedSeriesSequence,
                new int[] {
                  Tag.ReferencedImageSequence, Tag.ReferencedNonImageCompositeSOPInstanceSequence
                })));
  }

  private static void requireClass(String served, String sopClass)
      throws RefusedOperationException {
    if (!served.equals(sopClass)) {
      throw new RefusedOperationException(Status.NoSuchSOPclass, "SOP class " + sopClass);
    }
  }

  private void tell(Notification named) throws RefusedOperationException {
    var notification = deidentifier.map(one -> named.with(one::pseudonym)).orElse(named);
    LOG.info(
        "{} {} of {} names {} series",
        notification.kind(),
        notification.sopInstanceUid(),
        notification.sender().callingAet(),
        notification.series().size());
    try {
      listener.notified(notification);
    } catch (IOException e) {
      throw new RefusedOperationException(RESOURCE_LIMITATION, e.getMessage());
    }
  }

  private static List<NamedSeries> series(Attributes dataSet, int seriesTag, int[] instanceTags)
      throws RefusedOperationException {
    var instances = new LinkedHashMap<String, List<String>>();
    var sequence = dataSet.getSequence(seriesTag);
    if (sequence != null) {
      for (var item : sequence) {
        var uid = uid(item, Tag.SeriesInstanceUID);
        for (var tag : instanceTags) {
          addInstances(item, tag, instances.computeIfAbsent(uid, _ -> new ArrayList<>()));
        }
      }
    }
    return instances.entrySet().stream()
        .filter(named -> !named.getValue().isEmpty())
        .map(
            (Map.Entry<String, List<String>> named) ->
                new NamedSeries(named.getKey(), named.getValue()))
        .toList();
  }

  private static void addInstances(Attributes series, int tag, List<String> target)
      throws RefusedOperationException {
    var sequence = series.getSequence(tag);
    if (sequence != null) {
      for (var item : sequence) {
        if (!UNAVAILABLE.equals(item.getString(Tag.InstanceAvailability))) {
          target.add(uid(item, Tag.ReferencedSOPInstanceUID));
        }
      }
    }
  }

  private static String uid(Attributes item, int tag) throws RefusedOperationException {
    var uid = item.getString(tag);
    if (!InstanceUids.isUid(uid)) {
      throw new RefusedOperationException(
          INVALID_ARGUMENT,
          "%s is not a UID: \"%s\""
              .formatted(
                  tag == Tag.SeriesInstanceUID ? "SeriesInstanceUID" : "ReferencedSOPInstanceUID",
                  uid));
    }
    return uid;
  }
}
