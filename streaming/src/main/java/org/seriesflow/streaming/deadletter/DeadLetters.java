package org.seriesflow.streaming.deadletter;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.DeadLetterHandled;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.ReadEvent;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.registry.EventCodec;

/** Reads how it stands with all dead letters, from the topics as they are now. */
public final class DeadLetters {
  private static final List<Topic<? extends SpecificRecord>> ENDS =
      List.of(Topics.SERIES_SKIPPED, Topics.PREDICTIONS, Topics.PREDICTIONS_RESCORED);

  private final Map<String, String> kafka;
  private final EventCodec codec;

  /**
   * A reader of the topics.
   *
   * @param kafka client settings: bootstrap servers and security
   */
  public DeadLetters(Map<String, String> kafka, EventCodec codec) {
    this.kafka = Map.copyOf(kafka);
    this.codec = codec;
  }

  /**
   * All letters that still stand, by their input. Topics of ends are read from the first redrive
   * on; letters that cannot be decoded are passed over, as are ends.
   */
  public List<LetterChain> read() {
    var history = new LetterHistory();
    try (var reader = reader(List.of(Topics.DEAD_LETTERS, Topics.DEAD_LETTERS_HANDLED))) {
      reader.readToEnd(
          read -> {
            if (read.event() instanceof DeadLetter letter) {
              history.letter(where(read), letter);
            } else if (read.event() instanceof DeadLetterHandled handled) {
              history.handled(handled);
            }
          });
    }
    history.firstRedriveAt().ifPresent(since -> readEnds(history, since));
    return history.chains();
  }

  private void readEnds(LetterHistory history, long since) {
    try (var reader = reader(ENDS)) {
      reader.seekTo(Instant.ofEpochMilli(since));
      reader.readToEnd(
          read -> {
            var headers = read.record().headers();
            if (read.event() instanceof SeriesPredicted predicted) {
              history.end(headers, read.topic(), predicted.getStatus().name(), where(read));
            } else if (read.event() instanceof SeriesSkipped) {
              history.end(headers, read.topic(), "SKIPPED", where(read));
            }
          });
    }
  }

  private EventReader<SpecificRecord> reader(List<? extends Topic<?>> topics) {
    return EventReader.catalogue(kafka, codec, topics, EventReader.From.BEGINNING);
  }

  private static LetterId where(ReadEvent<?> read) {
    return new LetterId(read.partition(), read.offset());
  }
}
