package org.seriesflow.cli.rules;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.seriesflow.dicom.NotAVolume;
import org.seriesflow.dicom.SeriesPlan;
import org.seriesflow.rules.Consequence;
import org.seriesflow.rules.Lanes;
import org.seriesflow.rules.Rule;
import org.seriesflow.rules.RuleSet;

/**
 * What would become of one series.
 *
 * @param outcome ROUTED, SKIPPED or FAILED
 * @param rule the rule that matches; null where none does, or the headers cannot be read
 * @param roi package that finds the region; null: the one that is deployed
 * @param classifier package that scores; null: the one that is deployed
 * @param lane that of its first instance, by the order of the files: ROUTINE or STAT
 * @param laneBecause what was found for it; may hold values of the header
 * @param reasonCode null where it is routed
 * @param reason likewise
 * @param trials the rules in the order in which they were asked
 */
@JsonPropertyOrder({
  "seriesInstanceUid",
  "outcome",
  "rule",
  "roi",
  "classifier",
  "lane",
  "laneBecause",
  "reasonCode",
  "reason",
  "trials"
})
record SeriesTrial(
    String seriesInstanceUid,
    String outcome,
    String rule,
    String roi,
    String classifier,
    String lane,
    String laneBecause,
    String reasonCode,
    String reason,
    List<Asked> trials) {

  /** One rule as it was asked. */
  @JsonPropertyOrder({"rule", "matched", "because"})
  record Asked(String rule, boolean matched, String because) {}

  private static final String SKIPPED = "SKIPPED";

  static SeriesTrial unreadable(String series, Lanes.Finding lane, String why) {
    return ended(series, "FAILED", null, lane, "UNREADABLE_SERIES", why, List.of());
  }

  private static SeriesTrial ended(
      String series,
      String outcome,
      String rule,
      Lanes.Finding lane,
      String reasonCode,
      String reason,
      List<Asked> trials) {
    return new SeriesTrial(
        series,
        outcome,
        rule,
        null,
        null,
        lane.lane().name(),
        lane.because(),
        reasonCode,
        reason,
        trials);
  }

  static SeriesTrial of(
      String series, Lanes.Finding lane, SeriesPlan plan, List<RuleSet.Trial> trials) {
    var asked =
        trials.stream().map(t -> new Asked(t.rule().name(), t.matched(), t.because())).toList();
    Optional<Rule> rule =
        trials.stream().filter(RuleSet.Trial::matched).map(RuleSet.Trial::rule).findFirst();
    var name = rule.map(Rule::name).orElse(null);
    if (rule.isPresent() && rule.get().then() instanceof Consequence.Skip(String reason)) {
      return ended(series, SKIPPED, name, lane, "RULE", reason, asked);
    }
    if (plan instanceof NotAVolume no) {
      return ended(series, SKIPPED, name, lane, no.reasonCode(), no.reason(), asked);
    }
    var route =
        rule.map(Rule::then)
            .filter(Consequence.Route.class::isInstance)
            .map(Consequence.Route.class::cast);
    return new SeriesTrial(
        series,
        "ROUTED",
        name,
        route.flatMap(Consequence.Route::roi).orElse(null),
        route.flatMap(Consequence.Route::classifier).orElse(null),
        lane.lane().name(),
        lane.because(),
        null,
        null,
        asked);
  }

  /** What would happen, for people. */
  String happens() {
    if (reasonCode != null) {
      return outcome + " " + reasonCode + ": " + reason;
    }
    var packages =
        Stream.of(
                roi == null ? "" : "roi " + roi,
                classifier == null ? "" : "classifier " + classifier)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(", "));
    return packages.isEmpty() ? "the deployed packages" : packages;
  }
}
