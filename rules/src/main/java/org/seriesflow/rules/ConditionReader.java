package org.seriesflow.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.seriesflow.dicom.AskedAttributes;
import org.seriesflow.dicom.SeriesHeader;
import org.seriesflow.yaml.Fields;
import org.seriesflow.yaml.RefusedFileException;

/** Reads conditions; what can be asked depends on what is known where they are asked. */
final class ConditionReader {
  private static final String SERIES = "series";
  private static final String SENDER = "sender";
  private static final List<String> ANYWHERE = List.of("all", "any", "not", "attribute");
  private static final List<String> TESTS = List.of("equals", "in", "matches", "exists");
  private static final List<String> BOUNDS = List.of("from", "to");

  /** Of a whole series: who sent each of its instances is forgotten. */
  static final ConditionReader OF_SERIES =
      new ConditionReader(
          SERIES,
          SENDER,
          "is not known of a series, whose instances may come by several ways; ask it under"
              + " lanes.stat",
          false);

  /** Of one instance that comes in: its series is not known yet. */
  static final ConditionReader OF_INSTANCES =
      new ConditionReader(
          SENDER,
          SERIES,
          "is not known yet when an instance comes in, by which the lane is found; ask attribute or"
              + " sender",
          true);

  private final List<String> allowed;
  private final String foreign;
  private final String whyNot;
  private final boolean inPassing;

  private ConditionReader(String own, String foreign, String whyNot, boolean inPassing) {
    allowed = new ArrayList<>(ANYWHERE);
    allowed.add(own);
    this.foreign = foreign;
    this.whyNot = whyNot;
    this.inPassing = inPassing;
  }

  /**
   * Reads one.
   *
   * @throws RefusedFileException where it is none, or none that can be asked here
   */
  Condition read(Fields fields) {
    if (fields.keys().contains(foreign)) {
      throw fields.problem(foreign, whyNot);
    }
    var kinds = allowed.stream().filter(fields::has).toList();
    if (kinds.size() != 1) {
      throw fields
          .source()
          .problem(
              "needs one of "
                  + String.join(", ", allowed)
                  + (kinds.isEmpty() ? "" : ", and has " + String.join(", ", kinds)));
    }
    var kind = kinds.getFirst();
    var condition =
        switch (kind) {
          case "all" -> new Condition.All(conditions(fields, kind));
          case "any" -> new Condition.Any(conditions(fields, kind));
          case "not" -> new Condition.Not(read(fields.object(kind)));
          case "attribute" -> new Condition.OfAttribute(attribute(fields), test(fields));
          case SENDER ->
              new Condition.OfSender(fields.choice(kind, SenderFact.class), test(fields));
          default -> new Condition.OfSeries(fields.choice(kind, SeriesFact.class), test(fields));
        };
    fields.done();
    return condition;
  }

  private List<Condition> conditions(Fields fields, String kind) {
    var conditions = fields.objects(kind).stream().map(this::read).toList();
    if (conditions.isEmpty()) {
      throw fields.problem(kind, "holds no condition");
    }
    return conditions;
  }

  private String attribute(Fields fields) {
    var path = fields.text("attribute");
    if (!SeriesHeader.isKnown(path)) {
      throw fields.problem(
          "attribute",
          "'"
              + path
              + "' is no keyword of PS3.6 that has values; write it as SeriesDescription, or"
              + " AnatomicRegionSequence.CodeMeaning for what is in a sequence");
    }
    if (inPassing && !AskedAttributes.isReadInPassing(path)) {
      throw fields.problem(
          "attribute",
          "'" + path + "' stands behind the pixel data, which are not waited for to find a lane");
    }
    return path;
  }

  private static ValueTest test(Fields fields) {
    var tests = new ArrayList<>(TESTS.stream().filter(fields::has).toList());
    if (BOUNDS.stream().filter(fields::has).count() > 0) {
      tests.add(String.join(", ", BOUNDS));
    }
    if (tests.size() != 1) {
      throw fields
          .source()
          .problem(
              "needs one test: equals, in, matches, exists, or from and to; it has "
                  + (tests.isEmpty() ? "none" : String.join(" and ", tests)));
    }
    return switch (tests.getFirst()) {
      case "equals" -> new ValueTest.OneOf(List.of(fields.text("equals").strip()));
      case "in" -> new ValueTest.OneOf(fields.texts("in").stream().map(String::strip).toList());
      case "matches" -> new ValueTest.Matches(pattern(fields));
      case "exists" -> new ValueTest.Exists(fields.flag("exists"));
      default -> range(fields);
    };
  }

  private static ValueTest range(Fields fields) {
    var from = bound(fields, "from");
    var to = bound(fields, "to");
    if (from.isPresent() && to.isPresent() && from.getAsDouble() > to.getAsDouble()) {
      throw fields.problem(
          "from", from.getAsDouble() + " is above to, which is " + to.getAsDouble());
    }
    return new ValueTest.Range(from, to);
  }

  private static OptionalDouble bound(Fields fields, String key) {
    return fields.has(key) ? OptionalDouble.of(fields.number(key)) : OptionalDouble.empty();
  }

  private static Pattern pattern(Fields fields) {
    var text = fields.text("matches");
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new RefusedFileException(
          fields.at("matches"),
          "'"
              + text
              + "' is no regular expression of RE2 (which knows no look-around and no references"
              + " back): "
              + e.getDescription(),
          e);
    }
  }
}
