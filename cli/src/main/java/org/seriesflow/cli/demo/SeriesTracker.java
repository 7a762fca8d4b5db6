package org.seriesflow.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.cli.report.EventResults;
import org.seriesflow.cli.report.SeriesResult;
import org.seriesflow.cli.report.SeriesResult.Millis;
import org.seriesflow.cli.report.SeriesResult.Models;
import org.seriesflow.cli.report.SeriesStatus;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.Training;
import org.seriesflow.events.VolumeReady;

/**
 * Follows series from event to event until each has its end: the terminal event of its highest
 * revision. A series of which not all instances were assembled (a late one makes a further
 * revision) has its end only once nothing more was heard of it for a while.
 *
 * <p>Not safe for use by several threads.
 */
public final class SeriesTracker {
  /** Reason code of a series that reached no end. */
  public static final String NO_END = "NO_END";

  private final InstantSource clock;
  private final Duration settlesAfter;
  private final Map<String, Followed> series = new LinkedHashMap<>();
  private Instant lastProgressAt;

  /**
   * @param settlesAfter silence after which a series counts as ended although fewer instances were
   *     assembled than sent
   */
  public SeriesTracker(InstantSource clock, Duration settlesAfter) {
    this.clock = clock;
    this.settlesAfter = settlesAfter;
    this.lastProgressAt = clock.instant();
  }

  /** Tells that an instance was sent and taken; the same instance again counts once. */
  public void expect(String seriesInstanceUid, String sopInstanceUid) {
    lastProgressAt = clock.instant();
    series
        .computeIfAbsent(seriesInstanceUid, uid -> new Followed())
        .expectedInstances
        .add(sopInstanceUid);
  }

  /**
   * Takes an event, also of a series that somebody else sent; gives a line of progress where it
   * says something.
   */
  public Optional<String> accept(SpecificRecord event) {
    return switch (event) {
      case SeriesAssembled e -> Optional.of(accept(e));
      case VolumeReady e -> Optional.of(advance(e.getHeader(), "normalised to " + shape(e)));
      case RoiExtracted e -> Optional.of(advance(e.getHeader(), "region found"));
      case SeriesSkipped e ->
          Optional.of(end(e.getHeader(), "SKIPPED " + e.getReasonCode(), EventResults.of(e), null));
      case SeriesPredicted e -> Optional.of(accept(e));
      case DeadLetter e ->
          Optional.ofNullable(e.getHeader())
              .map(h -> advance(h, "dead letter " + e.getCauseCode() + ": " + e.getCause()));
      default -> Optional.empty();
    };
  }

  private String accept(SeriesAssembled e) {
    String line = advance(e.getHeader(), "assembled, " + e.getInstanceCount() + " instances");
    series(e.getHeader()).assembled(e);
    return line;
  }

  private String accept(SeriesPredicted e) {
    var line = e.getStatus() + (e.getReasonCode() == null ? "" : " " + e.getReasonCode());
    boolean alreadyEnded = series(e.getHeader()).ends.containsKey(e.getHeader().getRevision());
    if (e.getStatus() == PredictionStatus.WITHDRAWN && alreadyEnded) {
      return advance(e.getHeader(), line);
    }
    return end(e.getHeader(), line, EventResults.of(e), e.getTraining());
  }

  private String advance(EventHeader header, String what) {
    var followed = series(header);
    lastProgressAt = clock.instant();
    followed.lastHeardAt = lastProgressAt;
    followed.highestRevision = Math.max(followed.highestRevision, header.getRevision());
    String revision = header.getRevision() > 1 ? " (revision " + header.getRevision() + ")" : "";
    return header.getSeriesInstanceUid() + revision + ": " + what;
  }

  private String end(EventHeader header, String what, SeriesResult result, Training training) {
    String line = advance(header, what);
    var followed = series(header);
    followed.ends.put(header.getRevision(), result);
    followed.training = training == null ? followed.training : training;
    return line;
  }

  private Followed series(EventHeader header) {
    return series.computeIfAbsent(header.getSeriesInstanceUid(), uid -> new Followed());
  }

  private static String shape(VolumeReady event) {
    var geometry = event.getVolumes().getFirst().getGeometry();
    return geometry.getSizeZ() + "×" + geometry.getSizeY() + "×" + geometry.getSizeX();
  }

  /** UIDs of the series that have not ended, in the order in which they were sent. */
  public List<String> open() {
    var open = new ArrayList<String>();
    series.forEach(
        (uid, followed) -> {
          if (!followed.hasEnded()) {
            open.add(uid);
          }
        });
    return open;
  }

  /** Number of series that were sent. */
  public int size() {
    return series.size();
  }

  /** When something was last sent or heard. */
  public Instant lastProgressAt() {
    return lastProgressAt;
  }

  /** Weakest training among the packages of the predictions so far; empty where there was none. */
  public Optional<Training> training() {
    return series.values().stream()
        .map(f -> f.training)
        .filter(t -> t != null && t != Training.UNKNOWN)
        .min(Training::compareTo);
  }

  /**
   * One result a series, in the order in which they were sent: of its highest revision with an end;
   * FAILED with reason code {@link #NO_END} where there is none.
   */
  public List<SeriesResult> results() {
    var results = new ArrayList<SeriesResult>();
    series.forEach((uid, followed) -> results.add(followed.result(uid)));
    return results;
  }

  private final class Followed {
    private final Set<String> expectedInstances = new HashSet<>();
    private final Map<Integer, SeriesResult> ends = new LinkedHashMap<>();
    private int highestRevision;
    private int assembledInstances;
    private Instant lastHeardAt = Instant.EPOCH;
    private Training training;

    void assembled(SeriesAssembled event) {
      if (event.getHeader().getRevision() >= highestRevision) {
        assembledInstances = event.getInstanceCount();
      }
    }

    boolean hasEnded() {
      boolean complete = assembledInstances >= expectedInstances.size();
      boolean settled = !clock.instant().isBefore(lastHeardAt.plus(settlesAfter));
      return ends.containsKey(highestRevision) && (complete || settled);
    }

    SeriesResult result(String uid) {
      var end = ends.get(highestRevision);
      if (end != null) {
        return end;
      }
      String reason =
          "no end was heard of within the time allowed; the services' logs in the data folder say more";
      return SeriesResult.withoutScores(
          uid,
          Math.max(1, highestRevision),
          SeriesStatus.FAILED,
          NO_END,
          reason,
          Models.NONE,
          Millis.NONE);
    }
  }
}
