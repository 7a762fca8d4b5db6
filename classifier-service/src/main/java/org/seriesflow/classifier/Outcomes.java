package org.seriesflow.classifier;

import java.util.Optional;
import java.util.Set;
import org.seriesflow.classifier.SeriesRow.Verdict;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.stages.DeployedPackage;
import org.seriesflow.stages.DeployedPackage.Served;
import org.seriesflow.stages.DeployedStage;
import org.seriesflow.stages.PredictionEvents;
import org.seriesflow.stages.PredictionEvents.Reason;
import org.seriesflow.streaming.EventHeaders;

/**
 * What a revision that ended without a prediction means for the predictions of its series. Pure:
 * the caller stores the row and forwards the event.
 */
record Outcomes(PredictionEvents events, DeployedPackage deployed) {
  /** Stages of this service; another deployment's letters of them are none of its business. */
  private static final Set<String> OWN_STAGES =
      Set.of(ClassifierTopology.CLASSIFICATION, ClassifierTopology.OUTCOME);

  /**
   * What follows from one end.
   *
   * @param event said on the prediction topic, if anything is
   * @param ending to be remembered, if anything is
   */
  record Consequence(Optional<SeriesPredicted> event, Optional<Ending> ending) {
    static final Consequence NONE = new Consequence(Optional.empty(), Optional.empty());
  }

  /**
   * An upstream stage skipped a revision: the skip is its end, and may withdraw an earlier
   * prediction.
   */
  Consequence onSkip(SeriesRow row, SeriesSkipped skip) {
    var header = skip.getHeader();
    if (!events.deployment().worksOn(header)) {
      return Consequence.NONE;
    }
    int revision = header.getRevision();
    return switch (row.onSkip(revision)) {
      case Verdict.Withdraws(int earlier) -> {
        var reason =
            new Reason(
                skip.getReasonCode(),
                "Revision %d was skipped: %s".formatted(revision, skip.getReason()));
        var event = events.withdrawn(header, earlier, reason, skip.getTimings());
        yield said(event, Ending.Kind.SKIPPED);
      }
      case Verdict.Unsaid _ -> remembered(revision, Ending.Kind.SKIPPED);
      case Verdict.Repeated _, Verdict.Stands _, Verdict.Superseded _ -> Consequence.NONE;
    };
  }

  /**
   * A dead letter: where it ends a revision, that revision is FAILED or withdraws an earlier
   * prediction. Of several deployments one says so, and the others remember it.
   */
  Consequence onDeadLetter(SeriesRow row, DeadLetter letter) {
    var header = letter.getHeader();
    if (header == null || !letter.getEndsRevision() || !concerns(header, letter.getStage())) {
      return Consequence.NONE;
    }
    int revision = header.getRevision();
    if (!isToSay(letter)) {
      return row.hasEnded(revision) ? Consequence.NONE : remembered(revision, Ending.Kind.FAILED);
    }
    var reason =
        new Reason(
            letter.getCauseCode(),
            "Stage %s failed: %s".formatted(letter.getStage(), letter.getCause()));
    return switch (row.onFailure(revision)) {
      case Verdict.Withdraws(int earlier) ->
          said(events.withdrawn(header, earlier, reason, letter.getTimings()), Ending.Kind.FAILED);
      case Verdict.Stands _ ->
          said(events.failed(header, reason, letter.getTimings()), Ending.Kind.FAILED);
      case Verdict.Repeated _, Verdict.Unsaid _, Verdict.Superseded _ -> Consequence.NONE;
    };
  }

  private boolean concerns(EventHeader header, String stage) {
    var deployment = events.deployment();
    return OWN_STAGES.contains(stage) ? deployment.isOwn(header) : deployment.worksOn(header);
  }

  /**
   * Whether this deployment says what becomes of the revision: from the letter alone, since another
   * may have read more or less by now. It is the one whose package a rule names, and else the
   * default one; that also where the package was not deployed, whatever is deployed by now.
   */
  private boolean isToSay(DeadLetter letter) {
    if (letter.getStage().equals(ClassifierTopology.CLASSIFICATION)
        && letter.getCauseCode().equals(DeployedStage.PACKAGE_NOT_DEPLOYED)) {
      return !deployed.onlyNamed();
    }
    return deployed.served(EventHeaders.routingOf(letter)) != Served.ELSEWHERE;
  }

  private static Consequence remembered(int revision, Ending.Kind kind) {
    return new Consequence(Optional.empty(), Optional.of(new Ending(revision, kind, "")));
  }

  private static Consequence said(SeriesPredicted event, Ending.Kind kind) {
    return new Consequence(
        Optional.of(event),
        Optional.of(new Ending(event.getHeader().getRevision(), kind, event.getPredictionId())));
  }
}
