package org.seriesflow.ingest.assembly;

import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.InstanceReceived;

/**
 * The concatenations of a series (PS3.3 C.7.6.16): instances that are one multi-frame image in
 * parts, which say how many there are.
 */
final class Concatenations {
  /** In-concatenation Total Number is of VR US. */
  private static final int MOST_PARTS = 65_535;

  private record Parts(BitSet held, int total) {
    int lacking() {
      return Math.max(0, total - held.cardinality());
    }
  }

  private final Map<String, Parts> byUid = new TreeMap<>();

  /** Adds an instance of the series. */
  void add(InstanceReceived instance) {
    var part = instance.getConcatenation();
    if (part == null || part.getTotal() == null || !isPart(part.getNumber(), part.getTotal())) {
      return;
    }
    byUid
        .computeIfAbsent(part.getConcatenationUid(), _ -> new Parts(new BitSet(), part.getTotal()))
        .held()
        .set(part.getNumber());
  }

  private static boolean isPart(int number, int total) {
    return number >= 1 && number <= total && total <= MOST_PARTS;
  }

  /** What a concatenation lacks, as a sentence; empty where none lacks anything. */
  Optional<String> lacking() {
    return byUid.entrySet().stream()
        .filter(one -> one.getValue().lacking() > 0)
        .findFirst()
        .map(
            one ->
                "%d of the %d parts of concatenation %s are missing."
                    .formatted(one.getValue().lacking(), one.getValue().total(), one.getKey()));
  }

  /**
   * Why a series is complete by its concatenation: it is one, all parts are held, and nothing else.
   * A series of several does not end by any of them, since none knows of the next.
   *
   * @param next the series with the instance that arrives
   */
  static Optional<Completion> proof(
      String series, OpenSeries next, InstanceReceived arriving, AssemblyStores stores) {
    var part = arriving.getConcatenation();
    if (part == null
        || part.getTotal() == null
        || part.getTotal() != next.head().getInstanceCount()) {
      return Optional.empty();
    }
    var numbers = new BitSet();
    var alike =
        stores.allInstances(
            series,
            Optional.of(arriving),
            instance -> {
              var other = instance.getConcatenation();
              if (other == null
                  || !other.getConcatenationUid().equals(part.getConcatenationUid())
                  || !part.getTotal().equals(other.getTotal())
                  || !isPart(other.getNumber(), part.getTotal())) {
                return false;
              }
              numbers.set(other.getNumber());
              return true;
            });
    return alike && numbers.cardinality() == part.getTotal()
        ? Optional.of(
            Completion.proven(
                CompletionEvidence.CONCATENATION_TOTAL,
                "All %d parts of concatenation %s are held, and nothing else."
                    .formatted(part.getTotal(), part.getConcatenationUid())))
        : Optional.empty();
  }
}
