package org.seriesflow.inference.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.seriesflow.inference.operator.Augment;
import org.seriesflow.inference.operator.Augment.Inverse;
import org.seriesflow.inference.operator.Augment.Transform;
import org.seriesflow.inference.operator.Operator;
import org.seriesflow.yaml.Fields;

/** Reads the operator {@code tta}. */
final class AugmentReader {
  private AugmentReader() {}

  /** The ways of undoing as a manifest names them. */
  private enum Kind {
    NONE,
    SPATIAL,
    PERMUTE_LABELS
  }

  static Operator flips(Fields fields) {
    var transforms = new ArrayList<Transform>();
    for (var transform : fields.objects("transforms")) {
      int turns = transform.has("quarterTurns") ? transform.integer("quarterTurns", 0) : 0;
      boolean transposed = transform.has("transpose") && transform.flag("transpose");
      transforms.add(new Transform(OperatorReader.axes(transform, "flip"), turns, transposed));
      transform.done();
    }
    if (transforms.isEmpty()) {
      throw fields.problem("transforms", "name at least one; the identity is {flip: []}");
    }
    var inverses = new LinkedHashMap<String, Inverse>();
    fields
        .objectsByName("inverse")
        .forEach((name, inverse) -> inverses.put(name, inverse(inverse)));
    return new Augment.Flips(transforms, inverses, StepReader.body(fields));
  }

  private static Inverse inverse(Fields fields) {
    var inverse =
        switch (fields.choice("kind", Kind.class)) {
          case NONE -> new Inverse.None();
          case SPATIAL -> new Inverse.Spatial();
          case PERMUTE_LABELS ->
              new Inverse.PermuteLabels(
                  fields.choice("whenFlipped", Augment.Axis.class), fields.integers("order"));
        };
    fields.done();
    return inverse;
  }
}
