package org.seriesflow.streaming.evidence;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.Lane;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesEvidence;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;

/**
 * Writes what bears on whether a series is complete to {@code series-evidence}, from where it
 * reaches the assembly that has the series. A return means that it stands in the log. Safe for
 * threads.
 */
public final class SeriesEvidenceLog {

  /** SOP Instance UIDs of an event: at most 325 kB of them, below the 1 MiB of a record. */
  static final int NAMES_OF_AN_EVENT = 5_000;

  private static final String UID = "[0-9]+(\\.[0-9]+)*";
  private static final int LONGEST_UID = 64;
  private static final int LONGEST_TEXT = 1_000;

  /** Where the events go. */
  @FunctionalInterface
  public interface Target {
    /**
     * Appends the event and returns when the log has acknowledged it.
     *
     * @throws TransientFaultException when it did not within its time; it may still be appended
     */
    void append(SeriesEvidence evidence);
  }

  private final Target target;
  private final String producer;
  private final ProcessingMode mode;
  private final Clock clock;

  /**
   * A log.
   *
   * @param producer name and version of who writes
   * @param mode of the events
   */
  public SeriesEvidenceLog(Target target, String producer, ProcessingMode mode, Clock clock) {
    this.target = target;
    this.producer = producer;
    this.mode = mode;
    this.clock = clock;
  }

  /** A log on the topic. */
  public static SeriesEvidenceLog on(
      EventProducer events, String producer, ProcessingMode mode, Clock clock) {
    return new SeriesEvidenceLog(
        evidence ->
            events.send(Topics.SERIES_EVIDENCE, evidence, evidence.getObservedAt().toEpochMilli()),
        producer,
        mode,
        clock);
  }

  /** The last association of the sender that brought of the series was released. */
  public void released(String series, String study, String aeTitle) {
    target.append(
        event(CompletionEvidence.ASSOCIATION_RELEASED, series, study).setAeTitle(aeTitle).build());
  }

  /**
   * A message names instances of the series.
   *
   * @param kind INSTANCE_AVAILABILITY, PERFORMED_PROCEDURE_STEP or STORAGE_COMMITMENT
   * @param study empty where it is not known
   * @param messageUid see {@link SeriesEvidence}
   */
  public void named(
      CompletionEvidence kind,
      String series,
      String study,
      String aeTitle,
      String messageUid,
      List<String> sopInstanceUids) {
    for (var from = 0; from < sopInstanceUids.size(); from += NAMES_OF_AN_EVENT) {
      var to = Math.min(from + NAMES_OF_AN_EVENT, sopInstanceUids.size());
      target.append(
          event(kind, series, study)
              .setAeTitle(aeTitle)
              .setMessageUid(messageUid)
              .setSopInstanceUids(sopInstanceUids.subList(from, to))
              .setMoreFollow(to < sopInstanceUids.size())
              .build());
    }
  }

  /** An archive counts instances of the series. */
  public void counted(String series, String study, String archive, int instances) {
    target.append(
        event(CompletionEvidence.ARCHIVE_COUNT, series, study)
            .setAeTitle(archive)
            .setInstanceCount(instances)
            .build());
  }

  /**
   * Somebody decides that the series is complete as it is.
   *
   * @param by who, as they name themselves
   * @param reason why; no patient data
   * @throws IllegalArgumentException where the UID is none, or a text is blank or longer than 1,000
   *     characters
   */
  public void forced(String series, String by, String reason) {
    if (series == null || series.length() > LONGEST_UID || !series.matches(UID)) {
      throw new IllegalArgumentException("\"" + series + "\" is not a Series Instance UID");
    }
    requireText("who decides", by);
    requireText("the reason", reason);
    target.append(
        event(CompletionEvidence.FORCED, series, "").setForcedBy(by).setReason(reason).build());
  }

  private static void requireText(String what, String text) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(what + " is missing");
    }
    if (text.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException(
          "%s has %d characters, more than %d".formatted(what, text.length(), LONGEST_TEXT));
    }
  }

  private SeriesEvidence.Builder event(CompletionEvidence kind, String series, String study) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return SeriesEvidence.newBuilder()
        .setHeader(
            EventHeader.newBuilder()
                .setSeriesInstanceUid(series)
                .setStudyInstanceUid(study)
                .setRevision(0)
                .setCorrelationId(series + "#0")
                .setProducedAt(now)
                .setProducer(producer)
                .setMode(mode)
                // That of the series is the assembly's to say, which knows its first instance.
                .setLane(Lane.UNKNOWN)
                .build())
        .setEvidence(kind)
        .setObservedAt(now);
  }
}
