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
                + "  - {name: b, then: {classifier: knee, lane: stat}}\n");

    assertEquals("site", set.name());
    assertEquals("7", set.version());
    assertEquals(64, set.sha256().length());
    assertEquals(List.of("a", "b"), set.rules().stream().map(Rule::name).toList());
    assertEquals(new Consequence.Skip("no image"), set.rules().getFirst().then());
    assertEquals(
        new Consequence.Route(Optional.empty(), Optional.of("knee"), Lane.STAT),
        set.rules().getLast().then());
  }

  @Test
  void shouldGiveAnotherDigestForAnotherFile() throws IOException {
    var one = read(HEAD + "  - {name: a, then: {lane: stat}}\n");
    var other = read(HEAD + "  - {name: a, then: {lane: routine}}\n");

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
        refusal(HEAD + "  - {name: all, then: {lane: stat}}\n  - {name: b, then: {skip: no}}\n"));
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
  void shouldRefuseALaneThatIsNone() {
    assertTrue(
        refusal(HEAD + "  - {name: a, then: {lane: fast}}\n")
            .contains("rules[a].then.lane: 'fast' is not one of: routine, stat"));
  }

  @Test
  void shouldRefuseAFormatOfAnotherTime() {
    assertTrue(
        refusal("format: 2\nname: a\nversion: '1'\nrules: []\n")
            .contains(":1: format: this version reads rules of format 1"));
  }
}
