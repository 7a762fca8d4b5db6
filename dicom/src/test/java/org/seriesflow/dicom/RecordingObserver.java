package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what the receiver tells. */
final class RecordingObserver implements ReceiverObserver {
  final Queue<Rejection> rejections = new ConcurrentLinkedQueue<>();
  final Queue<ContextRefusal> contexts = new ConcurrentLinkedQueue<>();
  final Queue<IntakeException.Kind> instances = new ConcurrentLinkedQueue<>();
  final Queue<Cut> cuts = new ConcurrentLinkedQueue<>();

  @Override
  public void associationRejected(AssociationInfo association, Rejection reason) {
    rejections.add(reason);
  }

  @Override
  public void contextRefused(
      AssociationInfo association, String sopClassUid, ContextRefusal reason) {
    contexts.add(reason);
  }

  @Override
  public void instanceRefused(AssociationInfo association, IntakeException.Kind reason) {
    instances.add(reason);
  }

  @Override
  public void connectionCut(String remoteAddress, Cut reason) {
    cuts.add(reason);
  }

  static <T> List<T> list(Queue<T> queue) {
    return new ArrayList<>(queue);
  }
}
