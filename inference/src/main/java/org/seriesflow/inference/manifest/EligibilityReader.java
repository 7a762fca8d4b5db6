package org.seriesflow.inference.manifest;

import java.util.ArrayList;
import java.util.List;
import org.seriesflow.inference.eligibility.Eligibility;
import org.seriesflow.inference.eligibility.Eligibility.Anatomy;
import org.seriesflow.inference.eligibility.Eligibility.Limits;
import org.seriesflow.inference.eligibility.Eligibility.Sequence;
import org.seriesflow.inference.eligibility.Sign;
import org.seriesflow.yaml.Fields;

/** Reads the {@code eligibility} of a manifest. */
final class EligibilityReader {
  private EligibilityReader() {}

  static Eligibility read(Fields fields) {
    var anatomy = fields.object("anatomy");
    var sequences = new ArrayList<Sequence>();
    for (var sequence : fields.objects("sequences")) {
      sequences.add(
          new Sequence(
              sequence.text("id"), sequence.text("modality"), signs(sequence.objects("anyOf"))));
      sequence.done();
    }
    var eligibility =
        new Eligibility(
            new Anatomy(
                anatomy.texts("bodyParts"), anatomy.texts("words"), anatomy.texts("refusedWords")),
            fields.texts("refusedImageTypes"),
            sequences,
            limits(fields.object("geometry")));
    anatomy.done();
    fields.done();
    return eligibility;
  }

  private static Limits limits(Fields geometry) {
    var step = geometry.object("sliceStepMm");
    var extent = geometry.object("extentMm");
    var limits =
        new Limits(
            step.number("least"),
            step.number("greatest"),
            extent.number("least"),
            extent.number("greatest"));
    step.done();
    extent.done();
    geometry.done();
    return limits;
  }

  private static List<Sign> signs(List<Fields> list) {
    return list.stream().map(EligibilityReader::sign).toList();
  }

  private static Sign sign(Fields fields) {
    if (fields.keys().size() != 1) {
      throw fields
          .source()
          .problem("a sign has one key: words, without, contrastAgent, angioFlag or all");
    }
    var key = fields.keys().getFirst();
    return switch (key) {
      case "words" -> new Sign.AnyWord(fields.texts(key));
      case "without" -> new Sign.Without(fields.texts(key));
      case "contrastAgent" -> contrast(fields.object(key));
      case "angioFlag" -> angio(fields);
      case "all" -> new Sign.All(signs(fields.objects(key)));
      default ->
          throw fields.problem(
              key, "is no sign; signs are: words, without, contrastAgent, angioFlag, all");
    };
  }

  private static Sign contrast(Fields fields) {
    var sign = new Sign.ContrastAgent(fields.texts("wordsForNone"));
    fields.done();
    return sign;
  }

  private static Sign angio(Fields fields) {
    if (!fields.flag("angioFlag")) {
      throw fields.problem("angioFlag", "only true is a sign");
    }
    return new Sign.AngioFlag();
  }
}
