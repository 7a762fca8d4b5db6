package org.seriesflow.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.SampleEvents;
import org.seriesflow.cli.compare.Comparison.Pair;
import org.seriesflow.cli.compare.LabelStatistics.Flips;
import org.seriesflow.events.LabelScore;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.SeriesPredicted;

/** On numbers that can be worked out by hand. */
class ComparisonTest {
  @TempDir private Path folder;

  @Test
  void shouldCompareTheHighestRevisionThatBothScored() {
    var a = new Scores();
    a.add(predicted("1", 1, 0.1));
    a.add(predicted("1", 2, 0.2));
    a.add(predicted("1", 3, 0.3));
    var b = new Scores();
    b.add(predicted("1", 1, 0.5));
    b.add(predicted("1", 2, 0.6));

    var pairs = Comparison.of(a, b).pairs();

    assertEquals(List.of(new Pair("1", 2, "present", 0.2, 0.6)), pairs);
  }

  @Test
  void shouldCountTheSeriesThatOnlyOneScored() {
    var a = new Scores();
    a.add(predicted("1", 1, 0.1));
    a.add(predicted("2", 1, 0.1));
    a.add(predicted("3", 1, 0.1));
    var b = new Scores();
    b.add(predicted("3", 1, 0.1));
    b.add(predicted("4", 1, 0.1));

    var comparison = Comparison.of(a, b);

    assertEquals(
        List.of(1, 2, 1), List.of(comparison.series(), comparison.onlyA(), comparison.onlyB()));
  }

  @Test
  void shouldTakeNoScoreOfARevisionThatFailed() {
    var a = new Scores();
    var failed = predicted("1", 1, 0.1);
    failed.setStatus(PredictionStatus.FAILED);
    a.add(failed);

    assertTrue(a.bySeries().isEmpty());
  }

  @Test
  void shouldDescribeTheChangesOfALabel() {
    // Deltas 0.0, 0.1, 0.2, -0.3, 0.5.
    var statistics =
        LabelStatistics.of(
            "present",
            List.of(
                pair("1", .5, .5),
                pair("2", .4, .5),
                pair("3", .1, .3),
                pair("4", .8, .5),
                pair("5", .2, .7)),
            List.of(0.5, 0.6),
            Map.of());

    assertEquals(0.1, statistics.mean(), 1e-12);
    assertEquals(0.22, statistics.meanAbsolute(), 1e-12);
    assertEquals(0.1, statistics.median(), 1e-12);
    assertEquals(-0.24, statistics.percentile5(), 1e-12);
    assertEquals(0.44, statistics.percentile95(), 1e-12);
    assertEquals(List.of(new Flips(0.5, 2, 0), new Flips(0.6, 1, 1)), statistics.flips());
    assertEquals(Optional.empty(), statistics.roc());
  }

  @Test
  void shouldGiveTheAreaUnderTheRocCurveOfBothWithTiesAsHalf() {
    var statistics =
        LabelStatistics.of(
            "present",
            List.of(
                pair("1", .9, .1),
                pair("2", .4, .9),
                pair("3", .4, .3),
                pair("4", .1, .2),
                pair("unknown", 0, 1)),
            List.of(),
            Map.of("1", true, "2", true, "3", false, "4", false));

    // a: 0.9 beats both, 0.4 ties one and beats one: 3.5 of 4. b: 0.1 beats none, 0.9 both: 2 of 4.
    assertEquals(0.875, statistics.roc().orElseThrow().a().value());
    assertEquals(0.5, statistics.roc().orElseThrow().b().value());
  }

  @Test
  void shouldNameTheSeriesThatMovedMostByTheirFarthestLabel() {
    var comparison =
        new Comparison(
            List.of(pair("1", .5, .6), pair("2", .9, .1), pair("1", .5, .2), pair("3", 0, 0)),
            3,
            0,
            0);

    assertEquals(
        List.of("2 0.1", "1 0.2"),
        comparison.movers(2).stream()
            .map(mover -> mover.seriesInstanceUid() + " " + mover.most().b())
            .toList());
  }

  @Test
  void shouldKnowASideByItsJobItsModeAndItsClassifier() {
    var prediction = predicted("1", 1, 0.1);
    prediction.getHeader().setJobId("4f1c-2");

    for (var side :
        List.of(
            "job:4f1c", "mode:LIVE", "tiny-classifier", "tiny-classifier@1.0.0", "0".repeat(8))) {
      assertTrue(new Side(side).test(prediction), side);
    }
    for (var side :
        List.of("job:5", "mode:SHADOW", "tiny-roi", "tiny-classifier@2.0.0", "1234abcd")) {
      assertFalse(new Side(side).test(prediction), side);
    }
  }

  @Test
  void shouldReadWhatIsKnownByLabelAndLeaveOutWhatIsNot() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("truth.csv"), "seriesInstanceUid,\"present\",left\n1,1,0\n2,0,\n");

    var truth = TruthTable.read(file);

    assertEquals(Map.of("1", true, "2", false), truth.of("present"));
    assertEquals(Map.of("1", false), truth.of("left"));
  }

  @Test
  void shouldNameAValueOfTheTruthThatIsNone() throws IOException {
    var file = Files.writeString(folder.resolve("truth.csv"), "seriesInstanceUid,present\n1,yes\n");

    var failure = assertThrows(CommandFailure.class, () -> TruthTable.read(file));

    assertEquals(file + " line 2: 'yes' of present is neither 0 nor 1", failure.getMessage());
  }

  @Test
  void shouldMakeAPageThatLoadsNothingAndLetsNothingIn() {
    var pairs = List.of(new Pair("1.2", 1, "<b>present</b>", .25, .75));
    var statistics = List.of(LabelStatistics.of("<b>present</b>", pairs, List.of(0.5), Map.of()));

    var html =
        new ComparisonPage(
                new Side("a"),
                new Side("<script>"),
                new Comparison(pairs, 1, 0, 0),
                statistics,
                List.of(0.5))
            .html();

    assertFalse(html.contains("<script") || html.contains("<b>present"), html);
    assertFalse(html.matches("(?s).*(src|href)=.*"), html);
    // 0.25 and 0.75 of 220, from 34 and from the top at 5.
    assertTrue(html.contains("<circle cx=\"89.0\" cy=\"60.0\""), html);
  }

  private static Pair pair(String series, double a, double b) {
    return new Pair(series, 1, "present", a, b);
  }

  private static SeriesPredicted predicted(String series, int revision, double probability) {
    var event = SampleEvents.predicted(series, revision, PredictionStatus.PREDICTED);
    event.setScores(
        List.of(LabelScore.newBuilder().setLabel("present").setProbability(probability).build()));
    return event;
  }
}
