package org.seriesflow.inference.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.seriesflow.inference.operator.Crop;
import org.seriesflow.inference.operator.Network;
import org.seriesflow.inference.operator.Reduce;

/** Lists that are walked through side by side. */
final class ForEachTest {
  private static final Value.MapImage EMPTY = StepBench.plane(1, 2, 0, 0);
  private static final Value.MapImage MARKED = StepBench.plane(1, 2, 0, 1);

  private static Network.ForEach cropping() {
    var cut =
        StepBench.step(
            "cut", new Crop.ToBox(List.of(0, 0)), Map.of("image", "image", "box", "box"));
    return new Network.ForEach(
        List.of("image", "box"), StepBench.body(Map.of("image", "cut.image"), cut));
  }

  @Test
  void shouldKeepThePlaceOfAnElementThatIsMissing() {
    var tight = StepBench.step("tight", new Crop.NonZeroBox(), Map.of("mask", "mask"));
    var boxes =
        new Network.ForEach(List.of("mask"), StepBench.body(Map.of("box", "tight.box"), tight));
    try (var first = new StepBench();
        var second = new StepBench()) {
      var found = first.with("mask", new Value.Items(List.of(EMPTY, MARKED))).run(boxes).get("box");
      var images =
          new Value.Items(List.of(StepBench.plane(1, 2, 1, 2), StepBench.plane(1, 2, 3, 4)));
      var out = second.with("image", images).with("box", found).run(cropping()).get("image");
      var list = assertInstanceOf(Value.Items.class, out);
      assertInstanceOf(Value.Absent.class, list.values().get(0));
      // The box of the second mask cuts the second image.
      assertArrayEquals(new float[] {4}, StepBench.floats(list.values().get(1)));
      assertEquals(1, list.present().size());
    }
  }

  @Test
  void shouldRefuseListsOfDifferentLength() {
    try (var bench = new StepBench()) {
      bench
          .with("image", new Value.Items(List.of(EMPTY, MARKED)))
          .with("box", new Value.Items(List.of(new Value.Absent())));
      var each = cropping();
      var failure = assertThrows(IllegalStateException.class, () -> bench.run(each));
      assertTrue(failure.getMessage().contains("bench: the lists side by side differ in length"));
    }
  }

  @Test
  void shouldLeaveOutWhatIsMissingFromAMean() {
    try (var bench = new StepBench()) {
      var list =
          new Value.Items(
              List.of(StepBench.scores(1, 2), new Value.Absent(), StepBench.scores(3, 6)));
      var mean = (Value.Scores) bench.with("values", list).run(new Reduce.Mean()).get("values");
      assertEquals(List.of(2.0, 4.0), mean.values());
    }
  }

  @Test
  void shouldRefuseWeightsWhereAnElementIsMissing() {
    try (var bench = new StepBench()) {
      bench.with("values", new Value.Items(List.of(StepBench.scores(1), new Value.Absent())));
      var weighted = new Reduce.Weighted(List.of(0.5, 0.5));
      assertThrows(IllegalStateException.class, () -> bench.run(weighted));
    }
  }
}
