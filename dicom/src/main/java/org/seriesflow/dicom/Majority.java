package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What is kept of a series: what passed a rule, as long as it is more than half of the images. What
 * did not pass is then left out; else the series is refused for it.
 */
final class Majority<T> {
  private final ToIntFunction<T> images;
  private final List<T> kept = new ArrayList<>();
  private final List<T> refused = new ArrayList<>();
  private final List<RefusedSeriesException> refusals = new ArrayList<>();

  /**
   * @param images how many images one of what is judged holds
   */
  Majority(ToIntFunction<T> images) {
    this.images = images;
  }

  void keep(T one) {
    kept.add(one);
  }

  void refuse(T one, RefusedSeriesException refusal) {
    refused.add(one);
    refusals.add(refusal);
  }

  /**
   * What passed, in the order in which it came.
   *
   * @param leftOut takes the rest
   * @param name of one for people
   * @throws RefusedSeriesException the first refusal, where too little passed
   */
  List<T> kept(LeftOut leftOut, Function<T, String> name) throws RefusedSeriesException {
    requireMajority();
    for (var i = 0; i < refused.size(); i++) {
      var one = refused.get(i);
      leftOut.add(refusals.get(i).code(), name.apply(one), images.applyAsInt(one));
    }
    return kept;
  }

  private void requireMajority() throws RefusedSeriesException {
    var out = refused.stream().mapToInt(images).sum();
    if (out > 0 && out >= kept.stream().mapToInt(images).sum()) {
      throw refusals.getFirst();
    }
  }
}
