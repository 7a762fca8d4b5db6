package org.seriesflow.inference.dataflow;

import org.seriesflow.yaml.Source;

/**
 * Points at a value: {@code step.output}, or the bare name of an input of the dataflow.
 *
 * @param step the step's id; empty for an input of the dataflow
 * @param output name of the output, or of the dataflow's input
 */
public record Reference(String step, String output, Source source) {

  /** Reads the written form. */
  public static Reference parse(String text, Source source) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      return new Reference("", text, source);
    }
    if (dot == 0 || dot == text.length() - 1 || text.indexOf('.', dot + 1) >= 0) {
      throw source.problem("'" + text + "' is neither 'input' nor 'step.output'");
    }
    return new Reference(text.substring(0, dot), text.substring(dot + 1), source);
  }

  /** Whether this is an input of the dataflow itself. */
  public boolean isInput() {
    return step.isEmpty();
  }

  /** The written form. */
  public String text() {
    return isInput() ? output : step + "." + output;
  }
}
