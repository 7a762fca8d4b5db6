package org.seriesflow.inference.manifest;

import org.seriesflow.inference.operator.Guard;
import org.seriesflow.inference.operator.Guard.Predicate;
import org.seriesflow.inference.operator.Guard.Replacement;
import org.seriesflow.inference.operator.Guard.Rule;
import org.seriesflow.inference.operator.Operator;
import org.seriesflow.yaml.Fields;

/** Reads the operator {@code guard}. */
final class GuardReader {
  private GuardReader() {}

  /** Predicates as a manifest names them. */
  private enum When {
    ABSENT,
    EXTENT_BELOW,
    VOXELS_BELOW,
    MASK_BELOW
  }

  /** Replacements as a manifest names them. */
  private enum Then {
    FULL_VOLUME,
    CONSTANT_BOX,
    OTHERWISE,
    WITHHOLD
  }

  static Operator read(Fields fields) {
    var rules = fields.objects("rules").stream().map(GuardReader::rule).toList();
    if (rules.isEmpty()) {
      throw fields.problem("rules", "name at least one");
    }
    return new Guard(rules);
  }

  private static Rule rule(Fields fields) {
    var code = fields.text("code");
    if (!code.matches("[A-Z][A-Z0-9_]*")) {
      throw fields.problem("code", "'" + code + "' must be upper case, digits and underscores");
    }
    var rule = new Rule(predicate(fields), replacement(fields), code, fields.text("reason"));
    fields.done();
    return rule;
  }

  private static Predicate predicate(Fields fields) {
    return switch (fields.choice("when", When.class)) {
      case ABSENT -> new Predicate.Absent();
      case EXTENT_BELOW -> new Predicate.ExtentBelow(fields.integer("voxels", 1));
      case VOXELS_BELOW -> new Predicate.VoxelsBelow(fields.integer("voxels", 1));
      case MASK_BELOW -> new Predicate.MaskBelow(fields.integer("voxels", 1));
    };
  }

  private static Replacement replacement(Fields fields) {
    return switch (fields.choice("then", Then.class)) {
      case FULL_VOLUME -> new Replacement.FullVolume();
      case CONSTANT_BOX ->
          new Replacement.ConstantBox(fields.integers("min"), fields.integers("max"));
      case OTHERWISE -> new Replacement.Otherwise();
      case WITHHOLD -> new Replacement.Withhold();
    };
  }
}
