package org.seriesflow.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MarkdownTextTest {
  private static String render(String markdown) {
    return MarkdownText.render(markdown, 20);
  }

  @Test
  void shouldUnderlineHeadings() {
    assertEquals("Title\n═════\nPart\n────\nDetail\n", render("# Title\n## Part\n### Detail\n"));
  }

  @Test
  void shouldJoinAndWrapTheLinesOfAParagraph() {
    assertEquals("one two three four\nfive\n\nsix\n", render("one two\nthree four five\n\nsix"));
  }

  @Test
  void shouldHangTheFurtherLinesOfAnItem() {
    assertEquals(
        "- one two three four\n  five\n12. six\n", render("- one two three\n  four five\n12. six"));
  }

  @Test
  void shouldAlignTheColumnsOfATableAndCutNothing() {
    assertEquals(
        "a                b\n"
            + "─".repeat(29)
            + "\n1                2\na very long one  of two|three\n",
        render("| a | b |\n|---|:-:|\n| 1 | 2 |\n| a very long one | of two\\|three |"));
  }

  @Test
  void shouldLeaveCodeAsItStands() {
    assertEquals(
        "    ./seriesflow   predict --roi models/aneurysm-roi **x**\n",
        render("```\n./seriesflow   predict --roi models/aneurysm-roi **x**\n```\n"));
  }

  @Test
  void shouldMarkEachLineOfAQuotation() {
    assertEquals("> not a medical\n> device at all\n", render("> not a medical device\n> at all"));
  }

  @Test
  void shouldShowTheTargetsOfLinksAndPictures() {
    assertEquals(
        "see docs (docs/a.md) [picture b.png: plot]\n",
        MarkdownText.render("**see** [docs](docs/a.md) ![plot](b.png)", 80));
  }
}
