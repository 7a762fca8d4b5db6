package org.seriesflow.cli.predict;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.cli.input.SeriesFiles;
import org.seriesflow.dicom.NormalisationSettings;
import org.seriesflow.dicom.NotAVolume;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.UnreadableSeriesException;
import org.seriesflow.dicom.VolumePlans;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.StageTiming;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.imaging.Nifti;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelMemoryException;
import org.seriesflow.inference.Classifier;
import org.seriesflow.inference.ExecutionSettings;
import org.seriesflow.inference.ModelPackage;
import org.seriesflow.inference.PassGate;
import org.seriesflow.inference.Pipeline;
import org.seriesflow.inference.RoiLocator;
import org.seriesflow.stages.Deployment;
import org.seriesflow.stages.PackageLabels;
import org.seriesflow.stages.PackageReferences;
import org.seriesflow.stages.PredictionEvents;
import org.seriesflow.stages.PredictionEvents.Reason;
import org.seriesflow.stages.RegionClassifier;
import org.seriesflow.stages.RegionLocator;
import org.seriesflow.stages.RegionScoring;
import org.seriesflow.stages.RoiStage;
import org.seriesflow.stages.UnknownBodyPart;
import org.seriesflow.stages.VolumePayloads;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a series through the stages of the services, one after the other in this process. The
 * stages are the services' own; what stands here is the way from one to the next.
 */
public final class LocalPipeline implements AutoCloseable {
  /** As ingest-service calls it. */
  static final String UNREADABLE_SERIES = "UNREADABLE_SERIES";

  static final String VOLUME_TOO_LARGE = "VOLUME_TOO_LARGE";

  private static final Logger LOG = LoggerFactory.getLogger(LocalPipeline.class);

  private static final String NORMALISATION = "normalisation";
  private static final String PRODUCER = "predict";
  private static final int REVISION = 1;

  private final Clock clock = Clock.systemUTC();
  private final PayloadStore payloads;
  private final Pipeline roi;
  private final Pipeline classifier;
  private final RoiStage roiStage;
  private final RegionScoring scoring;

  /**
   * Opens both packages.
   *
   * @param scratch existing folder for the volumes, each for as long as its series takes
   */
  public LocalPipeline(
      Path roiPackage,
      Path classifierPackage,
      Path scratch,
      UnknownBodyPart unknownBodyPart,
      ExecutionSettings execution) {
    payloads = new FilePayloadStore(scratch);
    var volumes = new VolumePayloads(payloads);
    var deployment = new Deployment(ProcessingMode.LIVE, PRODUCER, clock);
    var roiModel = ModelPackage.load(roiPackage);
    var classifierModel = ModelPackage.load(classifierPackage);
    roi = Pipeline.open(roiModel, execution);
    classifier = Pipeline.open(classifierModel, execution);
    var locator = new RoiLocator(roi);
    var scorer = new Classifier(classifier);
    roiStage =
        new RoiStage(
            deployment,
            Topics.ROIS,
            Topics.SERIES_SKIPPED,
            volumes,
            PackageReferences.of(roiModel, PackageRole.ROI, roi.executionProvider()),
            roiModel.eligibility(),
            unknownBodyPart,
            RegionLocator.of(locator, LocalPipeline::alone));
    var events =
        new PredictionEvents(
            deployment,
            PackageReferences.of(
                classifierModel, PackageRole.CLASSIFIER, classifier.executionProvider()),
            PackageLabels.of(classifierModel));
    scoring = new RegionScoring(events, volumes, RegionClassifier.of(scorer, LocalPipeline::alone));
  }

  /** Nobody else calls networks in this process. */
  private static <T> T alone(Function<PassGate, T> work) {
    return work.apply(PassGate.open());
  }

  /**
   * The event that ends the series: SeriesPredicted or SeriesSkipped.
   *
   * @throws IOException where a file cannot be read or the scratch folder not be written
   */
  public SpecificRecord run(SeriesFiles.Series series) throws IOException {
    var header = header(series);
    var context = context(NORMALISATION, null);
    try {
      return switch (SeriesNormaliser.plan(series.sources(), NormalisationSettings.DEFAULTS)) {
        case NotAVolume no -> skipped(header, series, no, context);
        case VolumePlans plans -> normalised(header, series, plans, context);
      };
    } catch (UnreadableSeriesException e) {
      return failed(
          header, NORMALISATION, UNREADABLE_SERIES, e.getMessage(), context.timings(null));
    } catch (VoxelMemoryException e) {
      return failed(header, NORMALISATION, codeOf(e), sentenceOf(e), context.timings(null));
    }
  }

  /** The voxels are deleted with the end of the series: many may pass through one process. */
  private SpecificRecord normalised(
      EventHeader header, SeriesFiles.Series series, VolumePlans plans, StageContext context)
      throws UnreadableSeriesException, IOException {
    var volumes = new ArrayList<NormalisedVolume>();
    try {
      for (var plan : plans.volumes()) {
        var normalised = plan.build();
        try (var volume = normalised.volume()) {
          volumes.add(VolumeEvents.volume(normalised, store(series.seriesInstanceUid(), volume)));
        }
      }
      int instances = series.instances().size();
      return fromVolume(VolumeEvents.of(header, plans, volumes, instances, context.timing()));
    } finally {
      volumes.stream().map(NormalisedVolume::getPayload).distinct().forEach(payloads::delete);
    }
  }

  private SpecificRecord fromVolume(VolumeReady ready) {
    var context = context("roi", ready);
    try {
      return switch (onlyEvent(roiStage.apply(ready, context))) {
        case RoiExtracted region -> fromRegion(region);
        case SpecificRecord end -> end;
      };
    } catch (TransientFaultException e) {
      throw e;
    } catch (RuntimeException e) {
      return failed(ready.getHeader(), "roi", codeOf(e), sentenceOf(e), context.timings(null));
    }
  }

  private SpecificRecord fromRegion(RoiExtracted region) {
    var context = context("classification", region);
    try {
      return scoring.predict(region, context);
    } catch (TransientFaultException e) {
      throw e;
    } catch (RuntimeException e) {
      return failed(
          region.getHeader(), "classification", codeOf(e), sentenceOf(e), context.timings(null));
    }
  }

  /** As the services do: what no stage should throw ends its series, and the others go on. */
  private static String codeOf(RuntimeException fault) {
    return switch (fault) {
      case DataException data -> data.code();
      case VoxelMemoryException _ -> VOLUME_TOO_LARGE;
      default -> {
        LOG.debug("unexpected", fault);
        yield StageProcessor.UNEXPECTED;
      }
    };
  }

  private static String sentenceOf(RuntimeException fault) {
    return fault instanceof DataException || fault instanceof VoxelMemoryException
        ? fault.getMessage()
        : fault.toString();
  }

  private static SpecificRecord onlyEvent(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Emit emit -> emit.emissions().getFirst().event();
      case Outcome.Failure failure -> throw new DataException(failure.code(), failure.sentence());
      case Outcome.Nothing nothing ->
          throw new IllegalStateException("a stage gave no event: " + nothing.reason());
    };
  }

  private SpecificRecord failed(
      EventHeader header, String stage, String code, String cause, List<StageTiming> timings) {
    var reason = new Reason(code, "Stage %s failed: %s".formatted(stage, cause));
    return scoring.events().failed(header, reason, timings);
  }

  private SeriesSkipped skipped(
      EventHeader header, SeriesFiles.Series series, NotAVolume no, StageContext context) {
    header.setProducedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return SeriesSkipped.newBuilder()
        .setHeader(header)
        .setStage(NORMALISATION)
        .setReasonCode(no.reasonCode())
        .setReason(no.reason())
        .setInstanceCount(series.instances().size())
        .setTimings(List.of(context.timing()))
        .build();
  }

  private PayloadRef store(String seriesInstanceUid, Volume volume) throws IOException {
    try (var draft = payloads.draft()) {
      Nifti.write(volume, draft.output());
      return draft.commit(seriesInstanceUid, MediaTypes.NIFTI);
    }
  }

  private EventHeader header(SeriesFiles.Series series) {
    return EventHeader.newBuilder()
        .setSeriesInstanceUid(series.seriesInstanceUid())
        .setStudyInstanceUid(series.studyInstanceUid())
        .setRevision(REVISION)
        .setCorrelationId(series.seriesInstanceUid() + "#" + REVISION)
        .setProducedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .setProducer(PRODUCER)
        .setMode(ProcessingMode.LIVE)
        .build();
  }

  private StageContext context(String stage, SpecificRecord event) {
    var now = clock.instant();
    var nowhere =
        new StageContext.InputRecord(
            "",
            0,
            0,
            now.toEpochMilli(),
            ByteBuffer.allocate(0),
            ByteBuffer.allocate(0),
            List.of());
    return new StageContext(stage, PRODUCER, clock, now, 1, nowhere, Optional.ofNullable(event));
  }

  @Override
  public void close() {
    try (roi) {
      classifier.close();
    }
  }
}
