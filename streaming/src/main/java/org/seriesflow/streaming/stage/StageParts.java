package org.seriesflow.streaming.stage;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.seriesflow.events.StagePart;

/** How long the parts of one stage's work on one event took. Belongs to the stage's thread. */
public final class StageParts {
  /** Payloads are opened or brought here. */
  public static final String FETCH = "fetch";

  /** Headers and pixel data become volumes. */
  public static final String DECODE = "decode";

  /** The package's steps, networks included. */
  public static final String COMPUTE = "compute";

  /** Payloads are written and made durable. */
  public static final String STORE = "store";

  private final Map<String, Duration> parts = new LinkedHashMap<>();

  /** A part that is being worked on, until it is closed. */
  @FunctionalInterface
  public interface Part extends AutoCloseable {
    @Override
    void close();
  }

  Part begin(String name, Clock clock) {
    var begun = clock.instant();
    return () -> parts.merge(name, Duration.between(begun, clock.instant()), Duration::plus);
  }

  List<StagePart> measured() {
    var measured = new ArrayList<StagePart>();
    parts.forEach((name, took) -> measured.add(new StagePart(name, took.toNanos() / 1e6)));
    return measured;
  }
}
