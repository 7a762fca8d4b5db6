package org.seriesflow.classifier;

import java.util.List;
import java.util.Optional;
import org.seriesflow.classifier.ClassifierTopology.Parts;
import org.seriesflow.classifier.SeriesRow.Verdict;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.stages.DeployedStage;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores one region. The row of the series is read before the work, so that what was said or
 * superseded costs none, and written after it. Belongs to one task.
 */
final class ClassificationStage implements Stage<RoiExtracted> {
  private static final Logger LOG = LoggerFactory.getLogger(ClassificationStage.class);

  private final Parts parts;
  private SeriesRows rows;
  private Optional<Ending> pending = Optional.empty();

  ClassificationStage(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void start(StageHost host) {
    rows = new SeriesRows(host);
    rows.sweep(host, parts.memory());
  }

  @Override
  public Outcome apply(RoiExtracted event, StageContext context) {
    pending = Optional.empty();
    var events = parts.events();
    int revision = event.getHeader().getRevision();
    var row = rows.of(event.getHeader());
    return switch (row.onRegion(revision, events.identityOf(event))) {
      case Verdict.Repeated _ -> {
        LOG.info("Revision {} was predicted before by the same packages", revision);
        yield Outcome.nothing("repeated");
      }
      case Verdict.Superseded(int later) ->
          said(events.superseded(event, later), Ending.Kind.SUPERSEDED);
      case Verdict.Stands _, Verdict.Unsaid _, Verdict.Withdraws _ -> {
        yield said(parts.scoring().predict(event, context), Ending.Kind.PREDICTED);
      }
    };
  }

  private Outcome said(SeriesPredicted prediction, Ending.Kind kind) {
    pending =
        Optional.of(
            new Ending(prediction.getHeader().getRevision(), kind, prediction.getPredictionId()));
    LOG.info(
        "{} by {} in revision {}",
        prediction.getStatus(),
        models(prediction),
        prediction.getHeader().getRevision());
    return Outcome.emit(parts.topics().predictions(), prediction);
  }

  private static List<String> models(SeriesPredicted prediction) {
    return prediction.getModels().stream()
        .map(model -> model.getId() + "@" + model.getVersion())
        .toList();
  }

  @Override
  public void afterwards(RoiExtracted event, Outcome outcome, StageContext context) {
    pending
        .or(() -> leftToAnother(event.getHeader(), outcome))
        .ifPresent(ending -> rows.add(event.getHeader(), ending, context.input().timestamp()));
    pending = Optional.empty();
  }

  /** To be remembered where nothing is known of the revision yet: its end may have come first. */
  private Optional<Ending> leftToAnother(EventHeader header, Outcome outcome) {
    return outcome.equals(Outcome.nothing(DeployedStage.OTHER_DEPLOYMENT))
            && parts.events().deployment().worksOn(header)
            && !rows.of(header).knows(header.getRevision())
        ? Optional.of(new Ending(header.getRevision(), Ending.Kind.ELSEWHERE, ""))
        : Optional.empty();
  }
}
