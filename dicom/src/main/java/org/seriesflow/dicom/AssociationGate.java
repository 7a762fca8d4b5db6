package org.seriesflow.dicom;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.AssociationHandler;
import org.aoju.bus.image.metric.internal.pdu.AAssociateAC;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRJ;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.seriesflow.dicom.ReceiverObserver.ContextRefusal;
import org.seriesflow.dicom.ReceiverObserver.Cut;
import org.seriesflow.dicom.ReceiverObserver.Rejection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets associations in or rejects them (PS3.8 section 9.3.4), and keeps those that are open. */
final class AssociationGate extends AssociationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AssociationGate.class);

  private final PeerPolicy policy;
  private final InstanceSink sink;
  private final ReceiverObserver observer;
  private final Set<Association> open = ConcurrentHashMap.newKeySet();

  AssociationGate(PeerPolicy policy, InstanceSink sink, ReceiverObserver observer) {
    this.policy = policy;
    this.sink = sink;
    this.observer = observer;
  }

  @Override
  protected AAssociateAC negotiate(Association association, AAssociateRQ request)
      throws IOException {
    var peer = (PeerConnection) association.getSocket();
    try {
      requireRoom();
      AAssociateAC response;
      synchronized (this) {
        response = super.negotiate(association, request);
        if (open.size() >= policy.maxAssociations()) {
          throw new AAssociateRJ(
              AAssociateRJ.RESULT_REJECTED_TRANSIENT,
              AAssociateRJ.SOURCE_SERVICE_PROVIDER_PRES,
              AAssociateRJ.REASON_LOCAL_LIMIT_EXCEEDED);
        }
        open.add(association);
      }
      association.addAssociationListener(ended -> forget(ended, peer));
      tellRefusals(association, request, response);
      peer.established();
      return response;
    } catch (AAssociateRJ rejected) {
      LOG.warn(
          "Association of {} with {} from {} rejected: {}",
          request.getCallingAET(),
          request.getCalledAET(),
          peer.remoteAddress(),
          rejected.getMessage());
      observer.associationRejected(info(association), reasonOf(rejected));
      throw rejected;
    }
  }

  private void requireRoom() throws AAssociateRJ {
    var congestion = sink.congestion();
    if (congestion.isPresent()) {
      LOG.warn("no further association is let in: {}", congestion.get());
      throw new AAssociateRJ(
          AAssociateRJ.RESULT_REJECTED_TRANSIENT,
          AAssociateRJ.SOURCE_SERVICE_PROVIDER_PRES,
          AAssociateRJ.REASON_TEMPORARY_CONGESTION);
    }
  }

  private void forget(Association association, PeerConnection peer) {
    open.remove(association);
    if (association.getException() != null && peer.isIdle()) {
      peer.cut(Cut.IDLE);
    } else {
      // Whatever ended the association: its connection does not outlive it.
      peer.drop();
    }
  }

  private void tellRefusals(Association association, AAssociateRQ request, AAssociateAC response) {
    for (var context : response.getPresentationContexts()) {
      if (!context.isAccepted()) {
        var sopClass =
            String.valueOf(request.getPresentationContext(context.getPCID()).getAbstractSyntax());
        var reason = refusalOf(context, sopClass);
        LOG.warn("SOP class {} of {} refused: {}", sopClass, association.getRemoteAET(), reason);
        observer.contextRefused(info(association), sopClass, reason);
      }
    }
  }

  private ContextRefusal refusalOf(Presentation context, String sopClass) {
    if (context.getResult() == Presentation.TRANSFER_SYNTAX_NOT_SUPPORTED) {
      return ContextRefusal.TRANSFER_SYNTAX;
    }
    return policy.excludedSopClasses().contains(sopClass)
        ? ContextRefusal.EXCLUDED_SOP_CLASS
        : ContextRefusal.NOT_STORAGE;
  }

  private static Rejection reasonOf(AAssociateRJ rejected) {
    if (rejected.getResult() == AAssociateRJ.RESULT_REJECTED_TRANSIENT) {
      return rejected.getReason() == AAssociateRJ.REASON_TEMPORARY_CONGESTION
          ? Rejection.CONGESTION
          : Rejection.LOCAL_LIMIT;
    }
    if (rejected.getSource() != AAssociateRJ.SOURCE_SERVICE_USER) {
      return Rejection.PROTOCOL;
    }
    return switch (rejected.getReason()) {
      case AAssociateRJ.REASON_CALLED_AET_NOT_RECOGNIZED -> Rejection.CALLED_AE_TITLE;
      case AAssociateRJ.REASON_CALLING_AET_NOT_RECOGNIZED -> Rejection.CALLING_AE_TITLE;
      default -> Rejection.PROTOCOL;
    };
  }

  /** Who an association is with. */
  static AssociationInfo info(Association association) {
    return new AssociationInfo(
        association.getCallingAET(),
        association.getCalledAET(),
        ((PeerConnection) association.getSocket()).remoteAddress());
  }

  int openAssociations() {
    return open.size();
  }

  void abortAll() {
    open.forEach(Association::abort);
  }
}
