package org.seriesflow.dicom;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.aoju.bus.image.Device;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Connection;
import org.aoju.bus.image.metric.DimseRSP;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;

/** An archive and a modality that tell which instances there are. */
final class NotificationPeer implements AutoCloseable {
  static final String AET = "ARCHIVE";
  private static final String SYNTAX = UID.ExplicitVRLittleEndian;
  private static final String IMAGE_CLASS = "1.2.840.10008.5.1.4.1.1.4";

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Association association;

  NotificationPeer(int port) throws Exception {
    var device = new Device("peer");
    device.setExecutor(executor);
    device.setScheduledExecutor(timer);
    var local = new Connection();
    device.addConnection(local);
    var entity = new ApplicationEntity(AET);
    device.addApplicationEntity(entity);
    entity.addConnection(local);
    entity.setAssociationInitiator(true);
    var request = new AAssociateRQ();
    request.setCallingAET(AET);
    request.setCalledAET("SERIESFLOW");
    request.addPresentationContext(
        new Presentation(1, UID.InstanceAvailabilityNotificationSOPClass, SYNTAX));
    request.addPresentationContext(
        new Presentation(3, UID.ModalityPerformedProcedureStepSOPClass, SYNTAX));
    association = entity.connect(local, new Connection("scp", "127.0.0.1", port), request);
  }

  boolean isAccepted(String sopClass) {
    return !association.getTransferSyntaxesFor(sopClass).isEmpty();
  }

  /** Announces instances of one series; the one named {@code unavailable} as not available. */
  Attributes announce(String uid, String study, String series, String unavailable, String... names)
      throws Exception {
    var dataSet = new Attributes();
    dataSet.setString(Tag.StudyInstanceUID, VR.UI, study);
    var item = new Attributes();
    item.setString(Tag.SeriesInstanceUID, VR.UI, series);
    var instances = item.newSequence(Tag.ReferencedSOPSequence, names.length);
    for (var name : names) {
      var instance = reference(name);
      instance.setString(
          Tag.InstanceAvailability, VR.CS, name.equals(unavailable) ? "UNAVAILABLE" : "ONLINE");
      instances.add(instance);
    }
    dataSet.newSequence(Tag.ReferencedSeriesSequence, 1).add(item);
    return response(
        association.ncreate(UID.InstanceAvailabilityNotificationSOPClass, uid, dataSet, SYNTAX));
  }

  Attributes beginStep(String uid) throws Exception {
    var dataSet = new Attributes();
    dataSet.setString(Tag.PerformedProcedureStepStatus, VR.CS, "IN PROGRESS");
    return response(
        association.ncreate(UID.ModalityPerformedProcedureStepSOPClass, uid, dataSet, SYNTAX));
  }

  /** Sets a step that made an image and a presentation state of one series. */
  Attributes setStep(String uid, String status, String series, String image, String other)
      throws Exception {
    var dataSet = new Attributes();
    dataSet.setString(Tag.PerformedProcedureStepStatus, VR.CS, status);
    var item = new Attributes();
    item.setString(Tag.SeriesInstanceUID, VR.UI, series);
    item.newSequence(Tag.ReferencedImageSequence, 1).add(reference(image));
    item.newSequence(Tag.ReferencedNonImageCompositeSOPInstanceSequence, 1).add(reference(other));
    dataSet.newSequence(Tag.PerformedSeriesSequence, 1).add(item);
    return response(
        association.nset(UID.ModalityPerformedProcedureStepSOPClass, uid, dataSet, SYNTAX));
  }

  private static Attributes reference(String uid) {
    var instance = new Attributes();
    instance.setString(Tag.ReferencedSOPClassUID, VR.UI, IMAGE_CLASS);
    instance.setString(Tag.ReferencedSOPInstanceUID, VR.UI, uid);
    return instance;
  }

  private static Attributes response(DimseRSP response) throws Exception {
    response.next();
    return response.getCommand();
  }

  @Override
  public void close() throws IOException {
    association.release();
    executor.shutdownNow();
    timer.shutdownNow();
  }
}
