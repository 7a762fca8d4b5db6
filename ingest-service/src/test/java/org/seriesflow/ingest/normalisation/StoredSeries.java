package org.seriesflow.ingest.normalisation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.ingest.InstanceList;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadStore;

/** DICOM files as a revision that the assembly has ended. */
public final class StoredSeries {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final PayloadStore payloads;

  public StoredSeries(PayloadStore payloads) {
    this.payloads = payloads;
  }

  public SeriesAssembled assembled(String series, List<Path> files) throws IOException {
    PayloadRef list;
    try (var draft = payloads.draft()) {
      try (var instances = InstanceList.write("test", draft.output())) {
        for (var file : files) {
          instances.add(received(file));
        }
      }
      list = draft.commit(series, MediaTypes.AVRO);
    }
    return SeriesAssembled.newBuilder()
        .setHeader(header(series, 1))
        .setInstances(list)
        .setInstanceCount(files.size())
        .setEvidence(CompletionEvidence.IDLE)
        .setEvidenceDetail("by the test")
        .setFirstReceivedAt(NOW)
        .setLastReceivedAt(NOW)
        .build();
  }

  private InstanceReceived received(Path file) throws IOException {
    var uids = DicomFiles.readUids(file);
    PayloadRef payload;
    try (var draft = payloads.draft()) {
      Files.copy(file, draft.output());
      payload = draft.commit(uids.seriesInstanceUid(), MediaTypes.DICOM);
    }
    return InstanceReceived.newBuilder()
        .setHeader(header(uids.seriesInstanceUid(), 0))
        .setSopClassUid(uids.sopClassUid())
        .setSopInstanceUid(uids.sopInstanceUid())
        .setTransferSyntaxUid(uids.transferSyntaxUid())
        .setPayload(payload)
        .setReceivedAt(NOW)
        .setSource(IntakeSource.DIMSE)
        .build();
  }

  private static EventHeader header(String series, int revision) {
    return EventHeader.newBuilder()
        .setSeriesInstanceUid(series)
        .setStudyInstanceUid("1.2.3")
        .setRevision(revision)
        .setCorrelationId(series + "#" + revision)
        .setProducedAt(NOW)
        .setProducer("test")
        .setMode(ProcessingMode.LIVE)
        .build();
  }
}
