package org.seriesflow.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import org.seriesflow.dicom.SeriesHeader;
import org.seriesflow.yaml.Fields;
import org.seriesflow.yaml.RefusedFileException;
import org.seriesflow.yaml.Source;
import org.seriesflow.yaml.YamlFile;

/** Reads a rules file; docs/rules.md describes its keys. */
public final class RuleReader {
  private static final int FORMAT = 1;
  private static final List<String> CONDITIONS =
      List.of("all", "any", "not", "attribute", "series");
  private static final List<String> TESTS = List.of("equals", "in", "matches", "exists");
  private static final List<String> BOUNDS = List.of("from", "to");

  private RuleReader() {}

  /**
   * Reads and checks a file.
   *
   * @throws RefusedFileException naming file, line, rule, key and value of the first thing that is
   *     not as it must be
   */
  public static RuleSet read(Path file) {
    var whole = new Source(file, 0, "");
    if (!Files.isRegularFile(file)) {
      throw whole.problem("there is no such file");
    }
    try {
      var bytes = Files.readAllBytes(file);
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return rules(YamlFile.parse(file, text), sha256(bytes));
    } catch (IOException e) {
      throw new RefusedFileException(whole, "cannot be read as UTF-8 text: " + e.getMessage(), e);
    }
  }

  private static RuleSet rules(Fields root, String sha256) {
    if (root.integer("format") != FORMAT) {
      throw root.problem("format", "this version reads rules of format " + FORMAT);
    }
    var rules = new ArrayList<Rule>();
    var names = new HashSet<String>();
    for (var unnamed : root.objects("rules")) {
      var name = unnamed.text("name");
      if (!names.add(name)) {
        throw unnamed.problem("name", "'" + name + "' stands twice");
      }
      if (!rules.isEmpty() && rules.getLast().when() instanceof Condition.Always) {
        throw unnamed
            .source()
            .problem("is never asked: '" + rules.getLast().name() + "' before it matches always");
      }
      rules.add(rule(name, unnamed.renamed("rules[" + name + "]")));
    }
    if (rules.isEmpty()) {
      throw root.problem("rules", "holds no rule");
    }
    var set = new RuleSet(root.text("name"), root.text("version"), sha256, rules);
    root.done();
    return set;
  }

  private static Rule rule(String name, Fields fields) {
    fields.text("name");
    var when = fields.has("when") ? condition(fields.object("when")) : new Condition.Always();
    var rule = new Rule(name, when, consequence(fields.object("then")));
    fields.done();
    return rule;
  }

  private static Consequence consequence(Fields fields) {
    Consequence consequence;
    if (fields.has("skip")) {
      consequence = new Consequence.Skip(fields.text("skip"));
    } else {
      var roi = fields.textIfPresent("roi");
      var classifier = fields.textIfPresent("classifier");
      var lane = fields.has("lane") ? fields.choice("lane", Lane.class) : Lane.ROUTINE;
      if (fields.keys().isEmpty()) {
        throw fields.source().problem("says nothing; say skip, or roi, classifier or lane");
      }
      consequence = new Consequence.Route(roi, classifier, lane);
    }
    fields.done();
    return consequence;
  }

  private static Condition condition(Fields fields) {
    var kinds = CONDITIONS.stream().filter(fields::has).toList();
    if (kinds.size() != 1) {
      throw fields
          .source()
          .problem(
              "needs one of "
                  + String.join(", ", CONDITIONS)
                  + (kinds.isEmpty() ? "" : ", and has " + String.join(", ", kinds)));
    }
    var kind = kinds.getFirst();
    var condition =
        switch (kind) {
          case "all" -> new Condition.All(conditions(fields, kind));
          case "any" -> new Condition.Any(conditions(fields, kind));
          case "not" -> new Condition.Not(condition(fields.object(kind)));
          case "attribute" -> new Condition.OfAttribute(attribute(fields), test(fields));
          default -> new Condition.OfSeries(fields.choice(kind, SeriesFact.class), test(fields));
        };
    fields.done();
    return condition;
  }

  private static List<Condition> conditions(Fields fields, String kind) {
    var conditions = fields.objects(kind).stream().map(RuleReader::condition).toList();
    if (conditions.isEmpty()) {
      throw fields.problem(kind, "holds no condition");
    }
    return conditions;
  }

  private static String attribute(Fields fields) {
    var path = fields.text("attribute");
    if (!SeriesHeader.isKnown(path)) {
      throw fields.problem(
          "attribute",
          "'"
              + path
              + "' is no keyword of PS3.6 that has values; write it as SeriesDescription, or"
              + " AnatomicRegionSequence.CodeMeaning for what is in a sequence");
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

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
