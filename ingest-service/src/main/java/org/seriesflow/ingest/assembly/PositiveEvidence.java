package org.seriesflow.ingest.assembly;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.SeriesEvidence;
import org.seriesflow.events.state.SeriesExpectation;

/** What proves that a series is complete, and what proves that it is not. Pure functions. */
final class PositiveEvidence {
  private PositiveEvidence() {}

  /**
   * Why the series is complete now; empty where nothing proves it.
   *
   * <p>A message proves it only where the series holds what it names and nothing else: an instance
   * that it does not know shows that it does not know the whole series. Likewise an archive that
   * counts fewer instances than are held.
   */
  static Optional<Completion> of(OpenSeries series) {
    var held = series.head().getInstanceCount();
    var known = series.expectation();
    if (isNamedWhole(known) && known.getNamed() == held) {
      return Optional.of(
          Completion.proven(
              known.getNamedBy().getLast(),
              "All %d instances are held that %s, and no other."
                  .formatted(held, namedBy(known.getNamedBy()))));
    }
    if (known.getArchiveCount() != null && known.getArchiveCount() == held) {
      return Optional.of(
          Completion.proven(
              CompletionEvidence.ARCHIVE_COUNT,
              "Archive %s counts %d instances, and as many are held."
                  .formatted(known.getArchive(), held)));
    }
    return Optional.empty();
  }

  private static boolean isNamedWhole(SeriesExpectation known) {
    return known.getNamed() > 0 && known.getAwaited() == 0 && !known.getMoreFollow();
  }

  /** What the series is known to lack, as a sentence; empty where it is not known to lack any. */
  static Optional<String> lacking(OpenSeries series) {
    var known = series.expectation();
    if (known.getAwaited() > 0) {
      return Optional.of(
          "%d of the %d instances that %s are missing."
              .formatted(known.getAwaited(), known.getNamed(), namedBy(known.getNamedBy())));
    }
    var held = series.head().getInstanceCount();
    if (known.getArchiveCount() != null && known.getArchiveCount() > held) {
      return Optional.of(
          "Archive %s counts %d instances, and %d are held."
              .formatted(known.getArchive(), known.getArchiveCount(), held));
    }
    return Optional.empty();
  }

  /** Somebody decided that the series is complete. */
  static Completion forced(SeriesEvidence decision) {
    return Completion.proven(
        CompletionEvidence.FORCED,
        "%s decided at %s that it is complete: %s"
            .formatted(decision.getForcedBy(), decision.getObservedAt(), decision.getReason()));
  }

  private static String namedBy(List<CompletionEvidence> kinds) {
    return kinds.stream().map(PositiveEvidence::names).collect(Collectors.joining(" and "));
  }

  private static String names(CompletionEvidence kind) {
    return switch (kind) {
      case INSTANCE_AVAILABILITY -> "an instance availability notification names";
      case PERFORMED_PROCEDURE_STEP -> "a performed procedure step names";
      case STORAGE_COMMITMENT -> "a request for storage commitment names";
      default -> "a message names";
    };
  }
}
