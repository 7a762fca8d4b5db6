package org.seriesflow.cli.compare;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.SeriesPredicted;

/**
 * What one side says: probabilities by series, revision and label. Of one identity that was said by
 * several jobs of the side the last counts.
 */
final class Scores {
  /** By series and revision, the labels in the order of the package. */
  private final Map<String, NavigableMap<Integer, Map<String, Double>>> bySeries = new HashMap<>();

  void add(SeriesPredicted prediction) {
    if (prediction.getStatus() != PredictionStatus.PREDICTED
        && prediction.getStatus() != PredictionStatus.FALLBACK) {
      return;
    }
    var labels = new LinkedHashMap<String, Double>();
    prediction
        .getScores()
        .forEach(
            score -> {
              if (score.getProbability() != null) {
                labels.put(score.getLabel(), score.getProbability());
              }
            });
    bySeries
        .computeIfAbsent(prediction.getHeader().getSeriesInstanceUid(), _ -> new TreeMap<>())
        .put(prediction.getHeader().getRevision(), labels);
  }

  Map<String, NavigableMap<Integer, Map<String, Double>>> bySeries() {
    return bySeries;
  }
}
