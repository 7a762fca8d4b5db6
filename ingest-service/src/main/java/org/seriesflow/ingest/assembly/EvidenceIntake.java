package org.seriesflow.ingest.assembly;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.SeriesEvidence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What evidence that is read makes of its series; the state is not touched. */
final class EvidenceIntake {
  /** Rows of a hundred bytes or so; no series of which anybody heard has as many instances. */
  static final int MOST_NAMED = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceIntake.class);

  /** Whether it is heeded. */
  sealed interface Hearing {}

  /**
   * It is.
   *
   * @param next the series with what is known now; without a head where no instance is known
   * @param named instances that no message had named before
   * @param proof why the series, if it is open, is complete now
   */
  record Heeded(OpenSeries next, List<String> named, Optional<Completion> proof)
      implements Hearing {}

  /**
   * It is not.
   *
   * @param why one word
   */
  record NotHeeded(String why) implements Hearing {}

  private final AssemblySettings settings;
  private final AssemblyStores stores;

  EvidenceIntake(AssemblySettings settings, AssemblyStores stores) {
    this.settings = settings;
    this.stores = stores;
  }

  Hearing hear(SeriesEvidence evidence) {
    if (settings.ignored().contains(evidence.getEvidence())) {
      return new NotHeeded("IGNORED");
    }
    var series = evidence.getHeader().getSeriesInstanceUid();
    var head = stores.head(series);
    var known = stores.expectation(series);
    var named = new LinkedHashSet<>(evidence.getSopInstanceUids());
    named.removeIf(uid -> stores.isNamed(series, uid));
    if (known.getNamed() + named.size() > MOST_NAMED) {
      LOG.warn("series {}: more than {} instances are named, not heeded", series, MOST_NAMED);
      return new NotHeeded("TOO_MANY_NAMED");
    }
    var awaited = named.stream().filter(uid -> stores.instance(series, uid) == null).count();
    var learnt =
        switch (evidence.getEvidence()) {
          case INSTANCE_AVAILABILITY, PERFORMED_PROCEDURE_STEP, STORAGE_COMMITMENT ->
              SeriesExpectations.named(known, evidence, named.size(), (int) awaited);
          case ARCHIVE_COUNT -> SeriesExpectations.counted(known, evidence);
          case ASSOCIATION_RELEASED -> SeriesExpectations.released(known, evidence, head);
          default -> known;
        };
    var next = new OpenSeries(head, learnt);
    return new Heeded(
        next,
        List.copyOf(named),
        head != null && head.getOpen() ? proof(evidence, next) : Optional.empty());
  }

  private static Optional<Completion> proof(SeriesEvidence evidence, OpenSeries series) {
    return evidence.getEvidence() == CompletionEvidence.FORCED
        ? Optional.of(PositiveEvidence.forced(evidence))
        : PositiveEvidence.of(series);
  }
}
