package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of series that have gone quiet. */
class QuietSeriesTest {
  private static final String A = "1.2.840.1";
  private static final String B = "1.2.840.2";

  private final List<String> told = new ArrayList<>();

  @TempDir Path directory;
  private AssemblyBench bench;

  @BeforeEach
  void start() {
    bench =
        new AssemblyBench(
            directory,
            AssemblySettings.withIdle(Duration.ofSeconds(5))
                .telling(
                    (series, study) -> told.add(series + " of " + study), Duration.ofSeconds(1)));
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void shouldTellOnceOfASeriesThatHasGoneQuiet() {
    bench.receive(Instances.instance(A, 1, 0));
    bench.passTime(Duration.ofMillis(750));
    assertEquals(List.of(), told);
    bench.passTime(Duration.ofSeconds(3));

    assertEquals(List.of(A + " of 1.2.3"), told);
  }

  @Test
  void shouldTellAgainOnceMoreHasArrived() {
    bench.receive(Instances.instance(A, 1, 0));
    bench.passTime(Duration.ofSeconds(2));
    bench.receive(Instances.instance(A, 2, 2_100));
    bench.passTime(Duration.ofSeconds(2));

    assertEquals(2, told.size());
  }

  @Test
  void shouldNotTellWhileInstancesGoOnArriving() {
    for (var number = 1; number <= 10; number++) {
      bench.receive(Instances.instance(A, number, number * 500L));
    }

    assertEquals(List.of(), told);
  }

  @Test
  void shouldNotTellWhileRecordsWait() {
    bench.endsAfter(1_000);
    bench.receive(Instances.instance(A, 1, 0));
    bench.passTime(Duration.ofMinutes(1));

    assertEquals(List.of(), told);
  }

  @Test
  void shouldTellOfEachSeriesAndOfNoneThatIsAssembled() {
    bench.receive(Instances.instance(A, 1, 0));
    bench.receive(Instances.instance(B, 1, 0));
    bench.learn(Evidence.forced(B, 100));
    bench.passTime(Duration.ofMinutes(1));

    assertEquals(List.of(A + " of 1.2.3"), told);
  }
}
