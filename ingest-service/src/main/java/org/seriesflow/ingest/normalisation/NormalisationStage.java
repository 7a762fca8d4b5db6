package org.seriesflow.ingest.normalisation;

import java.io.IOException;
import java.util.List;
import org.seriesflow.dicom.Normalised;
import org.seriesflow.dicom.NotAVolume;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.UnreadableSeriesException;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.imaging.Nifti;
import org.seriesflow.imaging.VoxelMemoryException;
import org.seriesflow.ingest.normalisation.NormalisationTopology.NormalisationTopics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a series revision a volume in LPS, or says why it is none. Without state: the same revision
 * gives the same payloads under the same keys.
 */
final class NormalisationStage implements Stage<SeriesAssembled> {
  static final String NAME = "normalisation";

  /** An instance cannot be read or decoded; the revision ends. */
  static final String UNREADABLE_SERIES = "UNREADABLE_SERIES";

  /** The volume does not fit into memory; the revision ends, and can be redriven with more. */
  static final String VOLUME_TOO_LARGE = "VOLUME_TOO_LARGE";

  private static final Logger LOG = LoggerFactory.getLogger(NormalisationStage.class);

  private final PayloadStore payloads;
  private final NormalisationTopics topics;

  NormalisationStage(PayloadStore payloads, NormalisationTopics topics) {
    this.payloads = payloads;
    this.topics = topics;
  }

  @Override
  public Outcome apply(SeriesAssembled assembled, StageContext context) {
    var series = assembled.getHeader().getSeriesInstanceUid();
    try (var instances = FetchedInstances.of(assembled.getInstances(), payloads)) {
      return switch (SeriesNormaliser.normalise(instances.sources())) {
        case Normalised normalised -> ready(assembled, normalised, context);
        case NotAVolume no -> skipped(assembled, no, context);
      };
    } catch (UnreadableSeriesException e) {
      return Outcome.failure(UNREADABLE_SERIES, e.getMessage(), true);
    } catch (VoxelMemoryException e) {
      return Outcome.failure(VOLUME_TOO_LARGE, e.getMessage(), true);
    } catch (IOException e) {
      throw new TransientFaultException(
          "series %s cannot be normalised now: %s".formatted(series, e), e);
    }
  }

  private Outcome ready(SeriesAssembled assembled, Normalised normalised, StageContext context)
      throws IOException {
    try (var volume = normalised.volume()) {
      var series = assembled.getHeader().getSeriesInstanceUid();
      PayloadRef voxels;
      try (var draft = payloads.draft()) {
        Nifti.write(volume, draft.output());
        voxels = draft.commit(series, MediaTypes.NIFTI);
      }
      PayloadRef sources;
      try (var draft = payloads.draft()) {
        SourceInstances.write(series, normalised.slices(), draft.output());
        sources = draft.commit(series, MediaTypes.JSON);
      }
      var described = NormalisedEvents.volume(normalised, voxels);
      LOG.info(
          "volume of {} {}, {} repairs",
          volume.shape(),
          volume.type(),
          described.getRepairs().size());
      return Outcome.emit(
          topics.volumes(),
          VolumeReady.newBuilder()
              .setHeader(context.outputHeader())
              .setVolumes(List.of(described))
              .setAttributes(NormalisedEvents.attributes(normalised.attributes()))
              .setNormalisationVersion(SeriesNormaliser.VERSION)
              .setInputDigest(assembled.getInstances().getSha256())
              .setSourceInstances(sources)
              .setInstanceCount(assembled.getInstanceCount())
              .setTimings(context.timings(null))
              .build());
    }
  }

  private Outcome skipped(SeriesAssembled assembled, NotAVolume no, StageContext context) {
    LOG.info("no volume: {} {}", no.reasonCode(), no.reason());
    return Outcome.emit(
        topics.seriesSkipped(),
        SeriesSkipped.newBuilder()
            .setHeader(context.outputHeader())
            .setStage(NAME)
            .setReasonCode(no.reasonCode())
            .setReason(no.reason())
            .setInstanceCount(assembled.getInstanceCount())
            .setAttributes(NormalisedEvents.attributes(no.attributes()))
            .setTimings(context.timings(null))
            .build());
  }
}
