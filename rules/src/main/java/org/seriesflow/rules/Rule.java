package org.seriesflow.rules;

import org.seriesflow.rules.Condition.Judgement;

/**
 * One rule of a file.
 *
 * @param name its name, once in the file
 * @param when what it asks
 * @param then what follows
 */
public record Rule(String name, Condition when, Consequence then) {
  Judgement judge(SeriesFacts series) {
    return when.judge(series);
  }
}
