package org.seriesflow.classifier;

import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.classifier.ClassifierTopology.Parts;
import org.seriesflow.stages.ReplayPackages;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows how revisions of series of its lanes ended elsewhere. Belongs to one task. */
final class OutcomeStage<V extends SpecificRecord> implements Stage<V> {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeStage.class);

  private final Parts parts;
  private final Outcomes outcomes;
  private final Rule<V> rule;
  private SeriesRows rows;
  private Optional<Ending> pending = Optional.empty();

  /** What follows from one end. */
  @FunctionalInterface
  interface Rule<V> {
    Outcomes.Consequence consequence(Outcomes outcomes, SeriesRow row, V event);
  }

  OutcomeStage(Parts parts, Rule<V> rule) {
    this.parts = parts;
    this.outcomes = new Outcomes(parts.events(), parts.deployed());
    this.rule = rule;
  }

  @Override
  public void start(StageHost host) {
    rows = new SeriesRows(host);
  }

  @Override
  public Outcome apply(V event, StageContext context) {
    pending = Optional.empty();
    var header = EventHeaders.of(event);
    if (header.isEmpty()) {
      return Outcome.nothing("no-series");
    }
    if (!parts.topics().lanes().contain(header.get().getLane())) {
      return Outcome.nothing("other-lane");
    }
    if (ReplayPackages.asksForAnother(context, parts.events().classifier())) {
      return Outcome.nothing("other-package");
    }
    var consequence = rule.consequence(outcomes, rows.of(header.get()), event);
    pending = consequence.ending();
    if (consequence.event().isEmpty()) {
      return Outcome.nothing(pending.isPresent() ? "remembered" : "no-consequence");
    }
    var prediction = consequence.event().get();
    LOG.info(
        "{}: {} {}", prediction.getStatus(), prediction.getReasonCode(), prediction.getReason());
    return Outcome.emit(parts.topics().predictions(), prediction);
  }

  @Override
  public void afterwards(V event, Outcome outcome, StageContext context) {
    pending.ifPresent(
        ending ->
            rows.add(EventHeaders.of(event).orElseThrow(), ending, context.input().timestamp()));
    pending = Optional.empty();
  }
}
