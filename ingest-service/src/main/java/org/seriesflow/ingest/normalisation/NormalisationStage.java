package org.seriesflow.ingest.normalisation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.seriesflow.dicom.NormalisationSettings;
import org.seriesflow.dicom.Normalised;
import org.seriesflow.dicom.NotAVolume;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.SeriesPlan;
import org.seriesflow.dicom.SourceSlice;
import org.seriesflow.dicom.UnreadableSeriesException;
import org.seriesflow.dicom.VolumePlan;
import org.seriesflow.dicom.VolumePlans;
import org.seriesflow.events.NormalisedVolume;
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
import org.seriesflow.streaming.stage.LaneGate;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageParts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a series revision a volume in LPS, or several, or says why it is none. Without state: the
 * same revision gives the same payloads under the same keys.
 */
final class NormalisationStage implements Stage<SeriesAssembled> {
  static final String NAME = "normalisation";

  /** An instance cannot be read or decoded; the revision ends. */
  static final String UNREADABLE_SERIES = "UNREADABLE_SERIES";

  /** The volume does not fit into memory; the revision ends, and can be redriven with more. */
  static final String VOLUME_TOO_LARGE = "VOLUME_TOO_LARGE";

  /** A rule says that the series is not to be looked at. */
  static final String RULE = "RULE";

  private static final Logger LOG = LoggerFactory.getLogger(NormalisationStage.class);

  private final NormalisationSettings settings;
  private final SeriesRouter router;
  private final PayloadStore payloads;
  private final NormalisationTopics topics;
  private final Supplier<LaneGate.Work> works;

  NormalisationStage(
      NormalisationSettings settings,
      SeriesRouter router,
      PayloadStore payloads,
      NormalisationTopics topics,
      Supplier<LaneGate.Work> works) {
    this.settings = settings;
    this.router = router;
    this.payloads = payloads;
    this.topics = topics;
    this.works = works;
  }

  @Override
  public Outcome apply(SeriesAssembled assembled, StageContext context) {
    var series = assembled.getHeader().getSeriesInstanceUid();
    try (var work = works.get();
        var instances = fetched(assembled, work, context)) {
      var plan = plan(instances, work, context);
      var route = router.route(plan, instances.sources().size());
      if (route.skip().isPresent()) {
        return skipped(assembled, plan, RULE, route.skip().get(), route, context);
      }
      return switch (plan) {
        case VolumePlans plans -> ready(assembled, plans, route, work, context);
        case NotAVolume no -> skipped(assembled, no, no.reasonCode(), no.reason(), route, context);
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

  private Outcome ready(
      SeriesAssembled assembled,
      VolumePlans plans,
      SeriesRouter.Route route,
      LaneGate.Work work,
      StageContext context)
      throws UnreadableSeriesException, IOException {
    var series = assembled.getHeader().getSeriesInstanceUid();
    var volumes = new ArrayList<NormalisedVolume>();
    var slices = new ArrayList<List<SourceSlice>>();
    for (var plan : plans.volumes()) {
      // One pass, so that a series that waits for urgent ones holds no volume meanwhile.
      slices.add(
          VolumePass.run(
              work,
              () -> {
                var normalised = built(plan, context);
                volumes.add(stored(series, normalised, context));
                return normalised.slices();
              }));
    }
    var sources = stored(series, slices, context);
    return Outcome.emit(
        topics.volumes(),
        VolumeReady.newBuilder()
            .setHeader(context.outputHeader())
            .setVolumes(volumes)
            .setAttributes(NormalisedEvents.attributes(plans.attributes()))
            .setNormalisationVersion(settings.version())
            .setInputDigest(assembled.getInstances().getSha256())
            .setSourceInstances(sources)
            .setInstanceCount(assembled.getInstanceCount())
            .setImagesLeftOut(plans.imagesLeftOut())
            .setRouting(route.routing().orElse(null))
            .setTimings(context.timings(null))
            .build());
  }

  private FetchedInstances fetched(
      SeriesAssembled assembled, LaneGate.Work work, StageContext context) {
    try (var _ = work.pass();
        var _ = context.part(StageParts.FETCH)) {
      return FetchedInstances.of(assembled.getInstances(), payloads);
    }
  }

  private SeriesPlan plan(FetchedInstances instances, LaneGate.Work work, StageContext context)
      throws UnreadableSeriesException, IOException {
    try (var _ = work.pass();
        var _ = context.part(StageParts.DECODE)) {
      return SeriesNormaliser.plan(instances.sources(), settings);
    }
  }

  private static Normalised built(VolumePlan plan, StageContext context)
      throws UnreadableSeriesException, IOException {
    try (var _ = context.part(StageParts.DECODE)) {
      return plan.build();
    }
  }

  private PayloadRef stored(String series, List<List<SourceSlice>> slices, StageContext context)
      throws IOException {
    try (var _ = context.part(StageParts.STORE);
        var draft = payloads.draft()) {
      SourceInstances.write(series, slices, draft.output());
      return draft.commit(series, MediaTypes.JSON);
    }
  }

  /** Writes a volume and frees its memory, so that no two are held at once. */
  private NormalisedVolume stored(String series, Normalised normalised, StageContext context)
      throws IOException {
    try (var _ = context.part(StageParts.STORE);
        var volume = normalised.volume();
        var draft = payloads.draft()) {
      Nifti.write(volume, draft.output());
      var described = NormalisedEvents.volume(normalised, draft.commit(series, MediaTypes.NIFTI));
      LOG.info(
          "volume of {} {}, {} repairs",
          volume.shape(),
          volume.type(),
          described.getRepairs().size());
      return described;
    }
  }

  private Outcome skipped(
      SeriesAssembled assembled,
      SeriesPlan plan,
      String code,
      String reason,
      SeriesRouter.Route route,
      StageContext context) {
    LOG.info("no volume: {} {}", code, reason);
    return Outcome.emit(
        topics.seriesSkipped(),
        SeriesSkipped.newBuilder()
            .setHeader(context.outputHeader())
            .setStage(NAME)
            .setReasonCode(code)
            .setReason(reason)
            .setInstanceCount(assembled.getInstanceCount())
            .setAttributes(NormalisedEvents.attributes(plan.attributes()))
            .setRouting(route.routing().orElse(null))
            .setTimings(context.timings(null))
            .build());
  }
}
