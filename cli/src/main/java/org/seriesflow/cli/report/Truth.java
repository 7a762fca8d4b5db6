package org.seriesflow.cli.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;

/**
 * What is really in a synthetic series, beside what was said of it.
 *
 * @param synthetic always true: the truth is known because the series was computed
 * @param appearance what the series imitates: CTA, MRA, T1post or T2
 * @param aneurysms the largest first; empty where there is none
 * @param highestLocation location label with the highest probability; null where none has one
 * @param highestLocationAgrees whether that is the location of an aneurysm; null where there is
 *     none, or no highest location
 */
@JsonPropertyOrder({
  "synthetic",
  "appearance",
  "aneurysms",
  "highestLocation",
  "highestLocationAgrees"
})
public record Truth(
    boolean synthetic,
    String appearance,
    List<Aneurysm> aneurysms,
    String highestLocation,
    Boolean highestLocationAgrees) {
  public Truth {
    aneurysms = List.copyOf(aneurysms);
  }

  /**
   * An aneurysm that is in the series.
   *
   * @param label id of its location label
   * @param centreLpsMm [x,y,z] in patient space, LPS
   */
  @JsonPropertyOrder({"label", "diameterMm", "centreLpsMm"})
  public record Aneurysm(String label, double diameterMm, List<Double> centreLpsMm) {}

  /** Compares what is there with what the result says. */
  public static Truth beside(SeriesResult result, String appearance, List<Aneurysm> aneurysms) {
    var highest = ReportTable.highest(result.locations()).map(e -> e.getKey()).orElse(null);
    boolean comparable = highest != null && !aneurysms.isEmpty();
    return new Truth(
        true,
        appearance,
        aneurysms,
        highest,
        comparable ? aneurysms.stream().anyMatch(a -> a.label().equals(highest)) : null);
  }

  /** As in {@code aneurysm, left-mca, 6.2 mm}. */
  String words() {
    if (aneurysms.isEmpty()) {
      return "none";
    }
    var places =
        aneurysms.stream()
            .map(a -> String.format(Locale.ROOT, "%s, %.1f mm", a.label(), a.diameterMm()))
            .toList();
    return aneurysms.size() == 1
        ? "aneurysm, " + places.getFirst()
        : aneurysms.size() + " aneurysms: " + String.join("; ", places);
  }
}
