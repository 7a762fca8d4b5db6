package org.seriesflow.ingest.assembly;

import java.util.Optional;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.state.SeriesHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What an instance that is read makes of its series; the state is not touched. */
final class InstanceIntake {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceIntake.class);

  /**
   * What it makes of it.
   *
   * @param next the series with the instance
   * @param arrived the instance, where the series lacked it
   * @param pause the pause that it ended, where one is learnt of
   * @param proof why the series is complete with it
   * @param kind NEW, or how it repeats the one that stands
   * @param conflict what differs, where it is another image under the same UID
   */
  record Taken(
      OpenSeries next,
      Optional<InstanceReceived> arrived,
      Optional<LearntPauses.Pause> pause,
      Optional<Completion> proof,
      String kind,
      Optional<String> conflict) {}

  private final AssemblySettings settings;
  private final AssemblyStores stores;
  private final InstanceComparison comparison;
  private final Optional<LearntPauses> pauses;

  InstanceIntake(
      AssemblySettings settings,
      AssemblyStores stores,
      InstanceComparison comparison,
      Optional<LearntPauses> pauses) {
    this.settings = settings;
    this.stores = stores;
    this.comparison = comparison;
    this.pauses = pauses;
  }

  Taken take(InstanceReceived instance) {
    var series = instance.getHeader().getSeriesInstanceUid();
    var head = stores.head(series);
    var standing = head == null ? null : stores.instance(series, instance.getSopInstanceUid());
    return standing == null ? added(series, head, instance) : repeated(head, standing, instance);
  }

  /**
   * @param head null where it is the first instance of its series
   */
  private Taken added(String series, SeriesHead head, InstanceReceived instance) {
    var pause = pauses.filter(_ -> head != null).flatMap(learnt -> learnt.endedBy(instance, head));
    var grown = head == null ? begun(instance) : SeriesHeads.grown(head, instance);
    var next =
        new OpenSeries(
            pause.map(one -> SeriesHeads.paused(grown, one.millis())).orElse(grown),
            SeriesExpectations.arrived(
                stores.expectation(series),
                instance,
                stores.isNamed(series, instance.getSopInstanceUid())));
    var proof = PositiveEvidence.of(next).or(() -> proofOfConcatenation(series, next, instance));
    return new Taken(next, Optional.of(instance), pause, proof, "NEW", Optional.empty());
  }

  private SeriesHead begun(InstanceReceived first) {
    var head = SeriesHeads.begun(first);
    return pauses.isPresent() ? SeriesHeads.pausing(head, LearntPauses.sender(first)) : head;
  }

  private Optional<Completion> proofOfConcatenation(
      String series, OpenSeries next, InstanceReceived instance) {
    return settings.ignored().contains(CompletionEvidence.CONCATENATION_TOTAL)
        ? Optional.empty()
        : Concatenations.proof(series, next, instance, stores);
  }

  private Taken repeated(SeriesHead head, InstanceReceived standing, InstanceReceived instance) {
    var finding = comparison.compare(standing, instance);
    LOG.atLevel(finding.kind() == RepeatedInstance.DUPLICATE ? Level.DEBUG : Level.INFO)
        .log("SOP instance {} came again: {}", instance.getSopInstanceUid(), finding.sentence());
    var next =
        switch (finding.kind()) {
          case DUPLICATE -> SeriesHeads.duplicated(head, instance);
          case ATTRIBUTES_CHANGED -> SeriesHeads.attributesChanged(head, instance);
          case CONFLICT -> SeriesHeads.conflicted(head, instance);
        };
    var known = stores.expectation(instance.getHeader().getSeriesInstanceUid());
    return new Taken(
        new OpenSeries(next, SeriesExpectations.arrived(known, instance, false)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        finding.kind().name(),
        finding.kind() == RepeatedInstance.CONFLICT
            ? Optional.of(finding.sentence())
            : Optional.empty());
  }
}
