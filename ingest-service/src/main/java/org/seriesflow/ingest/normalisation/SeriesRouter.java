package org.seriesflow.ingest.normalisation;

import java.util.Optional;
import org.seriesflow.dicom.SeriesPlan;
import org.seriesflow.events.Routing;
import org.seriesflow.rules.Consequence;
import org.seriesflow.rules.Rule;
import org.seriesflow.rules.RuleSet;
import org.seriesflow.rules.SeriesFacts;

/**
 * Asks a site's rules, once a revision, and puts what they say into the event.
 *
 * @param rules empty, or of lanes alone: every series goes to the packages that are deployed
 */
record SeriesRouter(Optional<RuleSet> rules) {
  /**
   * What the rules say.
   *
   * @param skip a sentence where the series is not to be looked at
   * @param routing for the event; empty without rules
   */
  record Route(Optional<String> skip, Optional<Routing> routing) {
    private static final Route WITHOUT_RULES = new Route(Optional.empty(), Optional.empty());
  }

  /**
   * Asks the rules.
   *
   * @param instances of the revision
   */
  Route route(SeriesPlan plan, int instances) {
    return rules
        .filter(set -> !set.rules().isEmpty())
        .map(set -> route(set, set.decide(SeriesFacts.of(plan, instances))))
        .orElse(Route.WITHOUT_RULES);
  }

  private static Route route(RuleSet set, Optional<Rule> rule) {
    var routing =
        Routing.newBuilder()
            .setRulesName(set.name())
            .setRulesVersion(set.version())
            .setRulesSha256(set.sha256())
            .setRule(rule.map(Rule::name).orElse(null));
    if (rule.isPresent()) {
      switch (rule.get().then()) {
        case Consequence.Skip(String reason) -> {
          var sentence =
              "Rule '%s' of %s %s: %s"
                  .formatted(rule.get().name(), set.name(), set.version(), reason);
          return new Route(Optional.of(sentence), Optional.of(routing.build()));
        }
        case Consequence.Route route ->
            routing
                .setRoiPackage(route.roi().orElse(null))
                .setClassifierPackage(route.classifier().orElse(null));
      }
    }
    return new Route(Optional.empty(), Optional.of(routing.build()));
  }
}
