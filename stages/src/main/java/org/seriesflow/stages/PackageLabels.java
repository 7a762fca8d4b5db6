package org.seriesflow.stages;

import java.util.List;
import org.seriesflow.events.CodedConcept;
import org.seriesflow.events.LabelRole;
import org.seriesflow.events.LabelScore;
import org.seriesflow.events.Laterality;
import org.seriesflow.inference.Classification;
import org.seriesflow.inference.ModelPackage;
import org.seriesflow.inference.dataflow.ValueType;
import org.seriesflow.inference.manifest.LabelSet;
import org.seriesflow.inference.manifest.LabelSet.Label;
import org.seriesflow.inference.manifest.Manifest.ProductRole;

/**
 * The labels that a package scores, in its order, as events state them.
 *
 * @param sets the label sets of its probabilities
 */
public record PackageLabels(List<LabelSet> sets) {
  public PackageLabels {
    sets = List.copyOf(sets);
  }

  /** The labels of a package. */
  public static PackageLabels of(ModelPackage modelPackage) {
    var sets =
        modelPackage.manifest().produces().values().stream()
            .filter(product -> product.role() == ProductRole.PROBABILITIES)
            .map(product -> product.type())
            .filter(ValueType.Vector.class::isInstance)
            .map(vector -> modelPackage.labels().get(((ValueType.Vector) vector).labels()))
            .toList();
    return new PackageLabels(sets);
  }

  /** All labels without scores: no network ran. */
  public List<LabelScore> withoutScores() {
    return sets.stream()
        .flatMap(set -> set.labels().stream().map(label -> score(set.role(), label, null, null)))
        .toList();
  }

  /**
   * The scores of a classification.
   *
   * @param sidesKnown false where geometry was guessed: labels with a side then have no score
   */
  public static List<LabelScore> scores(Classification classification, boolean sidesKnown) {
    return classification.scores().stream()
        .map(
            score ->
                sidesKnown || !score.label().isSided()
                    ? score(
                        score.role(),
                        score.label(),
                        score.probability(),
                        Double.isNaN(score.logit()) ? null : score.logit())
                    : score(score.role(), score.label(), null, null))
        .toList();
  }

  private static LabelScore score(
      LabelSet.Role role, Label label, Double probability, Double logit) {
    return LabelScore.newBuilder()
        .setLabel(label.id())
        .setRole(role(role))
        .setLaterality(laterality(label))
        .setProbability(probability)
        .setLogit(logit)
        .setCode(label.codes().stream().findFirst().map(PackageLabels::concept).orElse(null))
        .build();
  }

  private static LabelRole role(LabelSet.Role role) {
    return switch (role) {
      case PRESENCE -> LabelRole.PRESENCE;
      case LOCATION -> LabelRole.LOCATION;
      case MODALITY -> LabelRole.MODALITY;
      case SEVERITY -> LabelRole.SEVERITY;
      case FINDING, STRUCTURE, INTERMEDIATE -> LabelRole.FINDING;
    };
  }

  private static Laterality laterality(Label label) {
    return switch (label.laterality()) {
      case LEFT -> Laterality.LEFT;
      case RIGHT -> Laterality.RIGHT;
      case NONE -> Laterality.NONE;
    };
  }

  private static CodedConcept concept(LabelSet.Code code) {
    return new CodedConcept(code.scheme(), code.value(), code.meaning());
  }
}
