package org.seriesflow.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.seriesflow.yaml.RefusedFileException;

class RuleReaderTest {
  private static final String HEAD = "format: 1\nname: site\nversion: '7'\nrules:\n";

  @TempDir Path folder;

  private RuleSet read(String text) throws IOException {
    return RuleReader.read(Files.writeString(folder.resolve("rules.yaml"), text));
  }

  private String refusal(String text) {
    var message = assertThrows(RefusedFileException.class, () -> read(text)).getMessage();
    assertTrue(message.startsWith(folder.resolve("rules.yaml").toString()), message);
    return message.substring(folder.resolve("rules.yaml").toString().length());
  }

  private static String ruleAsking(String condition) {
    return HEAD + "  - name: r\n    when: {" + condition + "}\n    then: {skip: no}\n";
  }

  @Test
  void shouldReadNameVersionDigestAndRulesInTheirOrder() throws IOException {
    var set =
        read(
            HEAD
                + "  - {name: a, when: {attribute: Modality, equals: SR}, then: {skip: no image}}\n"
                + "  - {name: b, then: {classifier: knee}}\n");

    assertEquals("site", set.name());
    assertEquals("7", set.version());
    assertEquals(64, set.sha256().length());
    assertEquals(List.of("a", "b"), set.rules().stream().map(Rule::name).toList());
    assertEquals(new Consequence.Skip("no image"), set.rules().getFirst().then());
    assertEquals(
        new Consequence.Route(Optional.empty(), Optional.of("knee")), set.rules().getLast().then());
  }

  @Test
  void shouldGiveAnotherDigestForAnotherFile() throws IOException {
    var one = read(HEAD + "  - {name: a, then: {roi: head}}\n");
    var other = read(HEAD + "  - {name: a, then: {roi: knee}}\n");

    assertTrue(!one.sha256().equals(other.sha256()));
  }

  @Test
  void shouldNameTheAttributesThatItsRulesAskFor() throws IOException {
    var set =
        read(
            ruleAsking(
                "all: [{not: {attribute: Modality, equals: MR}},"
                    + " {any: [{attribute: AnatomicRegionSequence.CodeMeaning, exists: true}]}]"));

    assertEquals(List.of("AnatomicRegionSequence.CodeMeaning", "Modality"), set.attributes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "attribute: Modalty, equals: MR | rules[r].when.attribute: 'Modalty' is no keyword",
        "attribute: AnatomicRegionSequence, exists: true | 'AnatomicRegionSequence' is no keyword",
        "attribute: Modality.CodeMeaning, exists: true | 'Modality.CodeMeaning' is no keyword",
        "attribute: Modality | needs one test: equals, in, matches, exists, or from and to; it has none",
        "attribute: Modality, equals: MR, from: 1 | it has equals and from, to",
        "attribute: Modality, equal: MR | needs one test",
        "attribute: Modality, equals: MR, nots: 1 | nots: is an unknown key here",
        "attribute: Modality, matches: '(?=MR)' | rules[r].when.matches: '(?=MR)' is no regular",
        "attribute: EchoTime, from: 5, to: 1 | rules[r].when.from: 5.0 is above to, which is 1.0",
        "attribute: EchoTime, from: ms | rules[r].when.from: 'ms' is not a number",
        "attribute: EchoTime, exists: maybe | 'maybe' is neither true nor false",
        "series: colour, equals: 1 | rules[r].when.series: 'colour' is not one of: orientation",
        "all: [] | rules[r].when.all: holds no condition",
        "both: [] | needs one of all, any, not, attribute, series",
        "not: {sender: called-ae-title, in: [A]} | rules[r].when.not.sender: is not known of a",
        "all: [], any: [] | needs one of all, any, not, attribute, series, and has all, any",
      })
  void shouldRefuseAConditionNamingRuleKeyAndValue(String condition, String message) {
    var refusal = refusal(ruleAsking(condition));

    assertTrue(refusal.startsWith(":6: "), refusal);
    assertTrue(refusal.contains(message), refusal);
  }

  @Test
  void shouldRefuseARuleThatIsNeverAsked() {
    assertEquals(
        ":6: rules[1]: is never asked: 'all' before it matches always",
        refusal(HEAD + "  - {name: all, then: {roi: head}}\n  - {name: b, then: {skip: no}}\n"));
  }

  @Test
  void shouldRefuseANameThatStandsTwice() {
    assertEquals(
        ":6: rules[1].name: 'a' stands twice",
        refusal(
            HEAD
                + "  - {name: a, when: {series: volumes, equals: 0}, then: {skip: no}}\n"
                + "  - {name: a, then: {skip: no}}\n"));
  }

  @Test
  void shouldRefuseAConsequenceThatSaysNothing() {
    assertTrue(refusal(HEAD + "  - {name: a, then: {}}\n").contains("rules[a].then: says nothing"));
  }

  @Test
  void shouldRefuseAConsequenceThatSkipsAndRoutes() {
    assertTrue(
        refusal(HEAD + "  - {name: a, then: {skip: no, classifier: knee}}\n")
            .contains("rules[a].then.classifier: is an unknown key here"));
  }

  @Test
  void shouldSayWhereLanesAreSaidToWhomSaysThemInARule() {
    var refusal = refusal(HEAD + "  - {name: a, then: {classifier: knee, lane: stat}}\n");

    assertTrue(refusal.contains("rules[a].then.lane: a lane is not for a rule to say"), refusal);
    assertTrue(refusal.contains("lanes.stat"), refusal);
  }

  private static String lanes(String condition) {
    return "format: 1\nname: site\nversion: '7'\nlanes:\n  stat: {" + condition + "}\n";
  }

  @Test
  void shouldReadLanesWithoutRules() throws IOException {
    var set = read(lanes("attribute: StationName, matches: '^ED'"));

    assertEquals(List.of(), set.rules());
    assertTrue(set.lanes().stat().isPresent());
  }

  @Test
  void shouldReadLanesBesideRules() throws IOException {
    var set =
        read(
            lanes("sender: called-ae-title, equals: STAT")
                + "rules:\n  - {name: a, then: {roi: head}}\n");

    assertEquals(1, set.rules().size());
    assertTrue(set.lanes().stat().isPresent());
  }

  @Test
  void shouldNameTheAttributesThatItsLanesAskForToo() throws IOException {
    var set =
        read(
            lanes(
                    "any: [{not: {attribute: StationName, equals: A}}, {sender: calling-ae-title, in: [B]}]")
                + "rules:\n  - {name: a, when: {attribute: Modality, equals: MR}, then: {roi: head}}\n");

    assertEquals(List.of("Modality", "StationName"), set.attributes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "any: [{series: slices, from: 9}] | :5: lanes.stat.any[0].series: is not known yet",
        "sender: ae-title, equals: A | 'ae-title' is not one of: called-ae-title, calling-ae-title",
        "attribute: Modalty, equals: MR | lanes.stat.attribute: 'Modalty' is no keyword",
        "attribute: DataSetTrailingPadding, exists: true | stands behind the pixel data",
        "sender: called-ae-title | lanes.stat: needs one test",
        "both: [] | lanes.stat: needs one of all, any, not, attribute, sender",
      })
  void shouldRefuseAConditionOfALaneNamingKeyAndValue(String condition, String message) {
    var refusal = refusal(lanes(condition));

    assertTrue(refusal.contains(message), refusal);
  }

  @Test
  void shouldRefuseLanesThatSayNothingOrOfAnotherName() {
    var head = "format: 1\nname: site\nversion: '7'\n";

    assertTrue(refusal(head + "lanes: {}\n").contains("lanes: says nothing"));
    assertTrue(
        refusal(head + "lanes: {stat: {attribute: Modality, equals: MR}, fast: {}}\n")
            .contains("lanes.fast: is an unknown key here"));
  }

  @Test
  void shouldRefuseAFileOfNeitherRulesNorLanes() {
    assertTrue(
        refusal("format: 1\nname: site\nversion: '7'\n").contains("the key 'rules' is missing"));
  }

  @Test
  void shouldRefuseAFormatOfAnotherTime() {
    assertTrue(
        refusal("format: 2\nname: a\nversion: '1'\nrules: []\n")
            .contains(":1: format: this version reads rules of format 1"));
  }
}
