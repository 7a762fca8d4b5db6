package org.seriesflow.inference.engine;

import java.util.Map;
import java.util.TreeSet;
import org.seriesflow.inference.operator.Load;

/** Operator 1: what has entered the run. */
final class LoadSteps {
  private LoadSteps() {}

  static Map<String, Value> run(Load.Executable load, StepInputs in) {
    return switch (load) {
      case Load.Series series -> Map.of("volume", in.volume("volume"));
      case Load.StudyJoin join -> {
        var series = ((Value.Study) in.value("study")).series();
        var found = series.get(join.series());
        if (found == null) {
          throw new IllegalArgumentException(
              in.step().id()
                  + ": the study has no series '"
                  + join.series()
                  + "'; it has: "
                  + String.join(", ", new TreeSet<>(series.keySet())));
        }
        yield Map.of("volume", found);
      }
    };
  }
}
