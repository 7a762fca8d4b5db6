package org.seriesflow.cli.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.cli.CommandRun;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

class RulesCommandTest {
  private static final SyntheticSpec MRA =
      new SyntheticSpec(
          5, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 32, 20, 0.9, 1.2);
  private static final SyntheticSpec CTA =
      new SyntheticSpec(
          6, SyntheticSpec.Modality.CTA, SyntheticSpec.Plane.CORONAL, false, 32, 20, 0.9, 1.2);

  @TempDir Path folder;
  private Path rules;

  @BeforeEach
  void write() throws IOException {
    SyntheticSeries.write(folder.resolve("in/mr"), MRA);
    SyntheticSeries.write(folder.resolve("in/ct"), CTA);
    rules =
        Files.writeString(
            folder.resolve("rules.yaml"),
            """
            format: 1
            name: site
            version: "7"
            lanes:
              stat:
                any:
                  - {attribute: Modality, equals: MR}
                  - {sender: called-ae-title, in: [STAT]}
            rules:
              - name: no-coronals
                when: {series: orientation, equals: CORONAL}
                then: {skip: only axial series are looked at.}
              - name: mr
                when: {attribute: Modality, equals: MR}
                then: {classifier: head}
            """);
  }

  private CommandRun run(String... more) {
    var arguments = new java.util.ArrayList<>(java.util.List.of("rules", "test"));
    arguments.addAll(java.util.List.of(rules.toString(), folder.resolve("in").toString()));
    arguments.addAll(java.util.List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void shouldShowWhatWouldBecomeOfEachSeries() {
    var run = run();

    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("Rules site 7\n"), run.out());
    assertTrue(run.out().matches("(?s).* STAT +mr +classifier head.*"), run.out());
    assertTrue(run.out().contains("SKIPPED RULE"), run.out());
    assertFalse(run.out().contains("wanted is"), run.out());
  }

  @Test
  void shouldExplainWhyARuleBeforeDidNotMatch() {
    var run = run("--explain");

    assertTrue(
        run.out().contains("does not no-coronals: orientation is AXIAL, wanted is CORONAL"),
        run.out());
    assertTrue(run.out().contains("matches  mr: Modality is MR"), run.out());
    assertTrue(run.out().contains("lane STAT: Modality is MR"), run.out());
    assertTrue(
        run.out()
            .contains(
                "lane ROUTINE: Modality is CT, wanted is MR, called-ae-title is missing, wanted is"
                    + " STAT"),
        run.out());
  }

  @Test
  void shouldFindLanesAsIfATitleHadBeenCalled() throws IOException {
    for (var series : run("--json", "--aec", "STAT").json().get("series")) {
      assertEquals("STAT", series.get("lane").asText());
    }
  }

  @Test
  void shouldWriteTheSameAsJson() throws IOException {
    var document = run("--json").json();

    assertEquals("7", document.get("version").asText());
    assertEquals(64, document.get("sha256").asText().length());
    assertEquals(2, document.get("series").size());
    for (var series : document.get("series")) {
      boolean mr =
          series.get("seriesInstanceUid").asText().equals(SyntheticSeries.seriesInstanceUid(MRA));
      assertEquals(mr ? "STAT" : "ROUTINE", series.get("lane").asText());
      assertEquals(mr ? "ROUTED" : "SKIPPED", series.get("outcome").asText());
      assertEquals(mr ? "mr" : "no-coronals", series.get("rule").asText());
      assertEquals(mr ? "head" : "null", series.get("classifier").asText("null"));
      assertEquals(mr ? 2 : 1, series.get("trials").size());
    }
  }

  @Test
  void shouldRefuseAWrongRulesFileInOneLine() throws IOException {
    Files.writeString(rules, "format: 1\nname: site\nversion: '1'\nrules: []\n");
    var run = run();

    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("rules.yaml:4: rules: holds no rule"), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }
}
