package org.seriesflow.rules;

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
import java.util.Optional;
import org.seriesflow.yaml.Fields;
import org.seriesflow.yaml.RefusedFileException;
import org.seriesflow.yaml.Source;
import org.seriesflow.yaml.YamlFile;

/** Reads a rules file; docs/rules.md describes its keys. */
public final class RuleReader {
  private static final int FORMAT = 1;

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
    var lanes = root.has("lanes") ? lanes(root.object("lanes")) : Lanes.NONE;
    var rules = root.has("rules") || !root.has("lanes") ? rules(root) : List.<Rule>of();
    var set = new RuleSet(root.text("name"), root.text("version"), sha256, lanes, rules);
    root.done();
    return set;
  }

  private static Lanes lanes(Fields fields) {
    if (fields.keys().isEmpty()) {
      throw fields.source().problem("says nothing; say stat, and what makes an instance urgent");
    }
    var stat = ConditionReader.OF_INSTANCES.read(fields.object("stat"));
    fields.done();
    return new Lanes(Optional.of(stat));
  }

  private static List<Rule> rules(Fields root) {
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
    return rules;
  }

  private static Rule rule(String name, Fields fields) {
    fields.text("name");
    var when =
        fields.has("when")
            ? ConditionReader.OF_SERIES.read(fields.object("when"))
            : new Condition.Always();
    var rule = new Rule(name, when, consequence(fields.object("then")));
    fields.done();
    return rule;
  }

  private static Consequence consequence(Fields fields) {
    if (fields.keys().contains("lane")) {
      throw fields.problem(
          "lane",
          "a lane is not for a rule to say, which is asked when the series is whole; say what makes"
              + " an instance urgent under lanes.stat, at the head of the file");
    }
    Consequence consequence;
    if (fields.has("skip")) {
      consequence = new Consequence.Skip(fields.text("skip"));
    } else {
      var roi = fields.textIfPresent("roi");
      var classifier = fields.textIfPresent("classifier");
      if (fields.keys().isEmpty()) {
        throw fields.source().problem("says nothing; say skip, or roi or classifier");
      }
      consequence = new Consequence.Route(roi, classifier);
    }
    fields.done();
    return consequence;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
