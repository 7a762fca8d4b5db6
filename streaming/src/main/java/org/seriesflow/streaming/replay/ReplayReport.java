package org.seriesflow.streaming.replay;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.registry.EventCodec;

/**
 * What came of a job so far.
 *
 * @param revisions that were copied
 * @param ends how many of them ended how: PREDICTED, SKIPPED and so on
 * @param failures causes of dead letters and whose: what retention has deleted is PAYLOAD_MISSING
 * @param open copied and not ended yet
 */
public record ReplayReport(
    int revisions,
    SortedMap<String, Integer> ends,
    SortedMap<String, SortedSet<String>> failures,
    SortedSet<String> open) {

  /** Reads the topics of replays as they are now, from the beginning of the job on. */
  public static ReplayReport of(Map<String, String> kafka, EventCodec codec, ReplayJob job) {
    var copied = new TreeSet<String>();
    var ended = new TreeMap<String, String>();
    var failures = new TreeMap<String, SortedSet<String>>();
    List<Topic<? extends SpecificRecord>> topics =
        List.of(
            ReplayStage.of(job.getStage()).target(),
            Topics.SERIES_SKIPPED_REPLAY,
            Topics.DEAD_LETTERS,
            Topics.PREDICTIONS_RESCORED);
    try (var reader = EventReader.catalogue(kafka, codec, topics, EventReader.From.BEGINNING)) {
      reader.seekTo(job.getCreatedAt());
      reader.readToEnd(
          read -> {
            var header = read.event() == null ? null : EventHeaders.of(read.event()).orElse(null);
            if (header == null || !job.getJobId().equals(header.getJobId())) {
              return;
            }
            var revision = revision(header);
            switch (read.event()) {
              case SeriesPredicted predicted -> ended.put(revision, predicted.getStatus().name());
              case SeriesSkipped _ -> ended.putIfAbsent(revision, "SKIPPED");
              case DeadLetter letter ->
                  failures
                      .computeIfAbsent(letter.getCauseCode(), _ -> new TreeSet<>())
                      .add(revision);
              default -> copied.add(revision);
            }
          });
    }
    var ends = new TreeMap<String, Integer>();
    ended.values().forEach(status -> ends.merge(status, 1, Integer::sum));
    var open = new TreeSet<>(copied);
    open.removeAll(ended.keySet());
    return new ReplayReport(copied.size(), ends, failures, open);
  }

  private static String revision(EventHeader header) {
    return header.getSeriesInstanceUid() + " revision " + header.getRevision();
  }
}
