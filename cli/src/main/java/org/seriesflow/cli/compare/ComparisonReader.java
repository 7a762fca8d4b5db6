package org.seriesflow.cli.compare;

import java.util.List;
import org.seriesflow.cli.KafkaOptions;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.registry.EventCodec;

/** Reads both prediction topics whole and hands each prediction to the sides that it is of. */
record ComparisonReader(KafkaOptions stack) {
  Comparison read(Side a, Side b) {
    var ofA = new Scores();
    var ofB = new Scores();
    try (var registry = stack.registry();
        var reader =
            EventReader.catalogue(
                stack.client(),
                new EventCodec(registry),
                List.of(Topics.PREDICTIONS, Topics.PREDICTIONS_RESCORED),
                EventReader.From.BEGINNING)) {
      reader.readToEnd(
          read -> {
            if (read.event() instanceof SeriesPredicted prediction) {
              if (a.test(prediction)) {
                ofA.add(prediction);
              }
              if (b.test(prediction)) {
                ofB.add(prediction);
              }
            }
          });
    }
    return Comparison.of(ofA, ofB);
  }
}
