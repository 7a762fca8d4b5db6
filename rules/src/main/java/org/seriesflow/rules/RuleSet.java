package org.seriesflow.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules of a site, in order: the first one that matches decides. Immutable and thread-safe.
 *
 * @param name of the file's author's choosing
 * @param version likewise; to be changed with every change
 * @param sha256 of the file, 64 lower-case hexadecimal digits
 * @param lanes how urgent instances are
 * @param rules in the order in which they are asked; none where the file speaks of lanes alone
 */
public record RuleSet(String name, String version, String sha256, Lanes lanes, List<Rule> rules) {
  public RuleSet {
    rules = List.copyOf(rules);
  }

  /**
   * How one rule was asked.
   *
   * @param because what was found; may hold values of the header
   */
  public record Trial(Rule rule, boolean matched, String because) {}

  /** The rule that decides; empty where none matches, and the series goes on as without rules. */
  public Optional<Rule> decide(SeriesFacts series) {
    return rules.stream().filter(rule -> rule.judge(series).holds()).findFirst();
  }

  /** The rules as they are asked, up to the one that decides. */
  public List<Trial> trials(SeriesFacts series) {
    var trials = new ArrayList<Trial>();
    for (var rule : rules) {
      var judgement = rule.judge(series);
      trials.add(new Trial(rule, judgement.holds(), judgement.because()));
      if (judgement.holds()) {
        break;
      }
    }
    return trials;
  }

  /** The paths of all attributes that any rule or lane asks for. */
  public List<String> attributes() {
    return Stream.concat(
            rules.stream().flatMap(rule -> rule.when().attributes()), lanes.attributes().stream())
        .distinct()
        .sorted()
        .toList();
  }
}
