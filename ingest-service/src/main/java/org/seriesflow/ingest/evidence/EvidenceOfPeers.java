package org.seriesflow.ingest.evidence;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.dicom.AssociationInfo;
import org.seriesflow.dicom.InstanceSink;
import org.seriesflow.dicom.IntakeException;
import org.seriesflow.dicom.SeriesNotifications;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.ingest.commitment.CommitmentLedger;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.evidence.SeriesEvidenceLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what DICOM peers show of the end of a series. */
public final class EvidenceOfPeers
    implements SeriesNotifications, CommitmentLedger.RequestedSeries {
  private static final Logger LOG = LoggerFactory.getLogger(EvidenceOfPeers.class);

  private final SeriesEvidenceLog log;

  public EvidenceOfPeers(SeriesEvidenceLog log) {
    this.log = log;
  }

  @Override
  public void notified(Notification notification) throws IOException {
    var kind =
        switch (notification.kind()) {
          case INSTANCE_AVAILABILITY -> CompletionEvidence.INSTANCE_AVAILABILITY;
          case PERFORMED_PROCEDURE_STEP -> CompletionEvidence.PERFORMED_PROCEDURE_STEP;
        };
    try {
      for (var series : notification.series()) {
        log.named(
            kind,
            series.seriesInstanceUid(),
            notification.studyInstanceUid(),
            notification.sender().callingAet(),
            notification.sopInstanceUid(),
            series.sopInstanceUids());
      }
    } catch (TransientFaultException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void requested(
      String series, String study, String aeTitle, String transaction, List<String> instances) {
    unlessAway(
        series,
        () ->
            log.named(
                CompletionEvidence.STORAGE_COMMITMENT,
                series,
                study,
                aeTitle,
                transaction,
                instances));
  }

  /** The same sink, which logs releases too. */
  public InstanceSink hearing(InstanceSink sink) {
    return new InstanceSink() {
      @Override
      public Optional<String> congestion() {
        return sink.congestion();
      }

      @Override
      public Intake begin(AssociationInfo association) throws IntakeException {
        return sink.begin(association);
      }

      @Override
      public void released(AssociationInfo association, Map<String, String> studyOfSeries) {
        studyOfSeries.forEach(
            (series, study) ->
                unlessAway(series, () -> log.released(series, study, association.callingAet())));
      }
    };
  }

  /** Without it silence decides, as it would have. */
  private static void unlessAway(String series, Runnable append) {
    try {
      append.run();
    } catch (TransientFaultException e) {
      LOG.warn("series {}: evidence of its end is lost: {}", series, e.getMessage());
    }
  }
}
