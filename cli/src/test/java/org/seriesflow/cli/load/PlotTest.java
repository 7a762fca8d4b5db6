package org.seriesflow.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlotTest {
  private static final Map<String, List<Plot.Value>> TWO =
      Map.of("lag", List.of(new Plot.Value(0, 0), new Plot.Value(60, 10)));

  @Test
  void shouldDrawALineFromTheOriginToTheCorner() {
    assertTrue(Plot.lines(TWO).contains("points=\"64.0,226.0 710.0,10.0 \""), Plot.lines(TWO));
  }

  @Test
  void shouldDrawAPointForEachValue() {
    assertEquals(2, Plot.points(TWO).split("<circle", -1).length - 1);
  }

  @Test
  void shouldNameTheSeriesInTheLegend() {
    assertTrue(Plot.lines(TWO).contains(">lag</text>"));
  }
}
