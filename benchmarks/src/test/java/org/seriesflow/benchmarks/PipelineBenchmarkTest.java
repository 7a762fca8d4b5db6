package org.seriesflow.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PipelineBenchmarkTest {
  private final PipelineBenchmark.Run run = new PipelineBenchmark.Run(100, 200, 150, 700, 650);

  @Test
  void shouldCountNormalisationAsTimeOutsideTheNetworks() {
    assertEquals(0.2, run.outsideShare(), 1e-12);
  }

  @Test
  void shouldGiveTheShareOfTheStagesWithANetworkByThemselves() {
    assertEquals(100.0 / 900, run.outsideShareOfStages(), 1e-12);
  }

  @Test
  void shouldReadThePeakResidentSetInBytes() {
    var status = "Name:\tjava\nVmPeak:\t  900 kB\nVmHWM:\t     512 kB\n";
    assertEquals(512 * 1024, ProcessMemory.peakResidentBytes(status).orElseThrow());
  }
}
