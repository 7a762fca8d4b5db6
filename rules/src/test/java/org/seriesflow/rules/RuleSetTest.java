package org.seriesflow.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSetTest {
  @TempDir Path folder;

  private static final Map<String, List<String>> HEADER =
      Map.of(
          "Modality", List.of("MR"),
          "SeriesDescription", List.of("TOF 3D neck + head"),
          "ImageType", List.of("ORIGINAL", "PRIMARY", "M"),
          "EchoTime", List.of("7.15"),
          "PixelSpacing", List.of("0.40", "0.4"));
  private static final SeriesFacts TOF =
      new SeriesFacts(
          path -> HEADER.getOrDefault(path, List.of()),
          Map.of(SeriesFact.ORIENTATION, "AXIAL", SeriesFact.INSTANCES, "106"));

  private RuleSet rules(String rules) throws IOException {
    return RuleReader.read(
        Files.writeString(
            folder.resolve("rules.yaml"), "format: 1\nname: s\nversion: '1'\nrules:\n" + rules));
  }

  private boolean matches(String condition) throws IOException {
    return rules("  - {name: r, when: {" + condition + "}, then: {roi: head}}\n")
        .decide(TOF)
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "attribute: Modality, equals: MR | true",
        "attribute: Modality, equals: mr | false",
        "attribute: Modality, in: [CT, MR] | true",
        "attribute: Modality, in: [CT, PT] | false",
        "attribute: ImageType, equals: PRIMARY | true",
        "attribute: SeriesDescription, matches: '(?i)\\btof\\b' | true",
        "attribute: SeriesDescription, matches: '^neck' | false",
        "attribute: EchoTime, from: 7 | true",
        "attribute: EchoTime, from: 7.15, to: 7.15 | true",
        "attribute: EchoTime, to: 7 | false",
        "attribute: PixelSpacing, equals: 0.4 | true",
        "attribute: SeriesDescription, from: 0 | false",
        "attribute: BodyPartExamined, exists: false | true",
        "attribute: Modality, exists: false | false",
        "attribute: BodyPartExamined, equals: HEAD | false",
        "not: {attribute: BodyPartExamined, equals: KNEE} | true",
        "not: {attribute: Modality, equals: MR} | false",
        "series: orientation, in: [AXIAL, CORONAL] | true",
        "series: instances, from: 107 | false",
        "series: slices, from: 1 | false",
        "all: [{attribute: Modality, equals: MR}, {series: instances, to: 10}] | false",
        "any: [{attribute: Modality, equals: CT}, {series: instances, from: 10}] | true",
      })
  void shouldMatch(String condition, boolean expected) throws IOException {
    assertEquals(expected, matches(condition), condition);
  }

  @Test
  void shouldLetTheFirstRuleThatMatchesDecide() throws IOException {
    var set =
        rules(
            """
              - {name: ct, when: {attribute: Modality, equals: CT}, then: {skip: no}}
              - {name: mr, when: {attribute: Modality, equals: MR}, then: {classifier: a}}
              - {name: rest, then: {classifier: b}}
            """);

    assertEquals("mr", set.decide(TOF).orElseThrow().name());
  }

  @Test
  void shouldSayWithValuesWhyARuleDidNotMatch() throws IOException {
    var set =
        rules(
            """
              - {name: ct, when: {all: [{attribute: Modality, equals: CT}]}, then: {skip: no}}
              - {name: few, when: {series: instances, to: 20}, then: {skip: no}}
              - {name: no-mr, when: {not: {attribute: Modality, equals: MR}}, then: {skip: no}}
              - {name: rest, then: {roi: head}}
            """);

    assertEquals(
        List.of(
            "Modality is MR, wanted is CT",
            "instances is 106, wanted is to 20.0",
            "Modality is MR, which is ruled out",
            "it asks nothing"),
        set.trials(TOF).stream().map(RuleSet.Trial::because).toList());
  }

  @Test
  void shouldNotBeStoppedByAnExpressionThatBacktracksElsewhere() throws IOException {
    var set =
        rules(
            "  - {name: r, when: {attribute: SeriesDescription, matches: '^(a+)+$'}, then: {skip:"
                + " no}}\n");
    var endless = new SeriesFacts(path -> List.of("a".repeat(60_000) + "!"), Map.of());

    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertTrue(set.decide(endless).isEmpty()));
  }
}
