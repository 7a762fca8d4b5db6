package org.seriesflow.inference;

import java.util.ArrayList;
import java.util.List;
import org.seriesflow.inference.dataflow.Dataflow;
import org.seriesflow.inference.dataflow.Step;
import org.seriesflow.inference.operator.Operator;
import org.seriesflow.inference.operator.Resample;

/** Finds the operators of a dataflow that are understood but do not run yet. */
final class MissingOperators {
  private MissingOperators() {}

  static List<Step> in(Dataflow flow) {
    var missing = new ArrayList<Step>();
    for (var step : flow.steps()) {
      if (!runs(step.operator())) {
        missing.add(step);
      }
      step.operator().body().ifPresent(body -> missing.addAll(in(body)));
    }
    return missing;
  }

  static String named(Operator operator) {
    return operator.number() + " " + operator.words();
  }

  private static boolean runs(Operator operator) {
    return switch (operator) {
      case Operator.Declared declared -> false;
      case Resample resample -> resample.sampling().isExecutable();
      case Operator.Executable executable -> true;
    };
  }
}
