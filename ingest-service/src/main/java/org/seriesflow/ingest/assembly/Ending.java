package org.seriesflow.ingest.assembly;

import org.seriesflow.events.Lane;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.state.SeriesHead;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.stage.Emission;

/** A revision whose work is done and whose state is not written yet. */
record Ending(String series, SeriesHead head, SeriesAssembled event) {
  /** Where it goes: each lane has a topic of its own. */
  Topic<SeriesAssembled> topic() {
    return SeriesHeads.lane(head) == Lane.STAT
        ? Topics.SERIES_ASSEMBLED_STAT
        : Topics.SERIES_ASSEMBLED;
  }

  /** The event, at the time of its last instance. */
  Emission<SeriesAssembled> emission() {
    return Emission.of(topic(), event).at(head.getLastReceivedAt().toEpochMilli());
  }
}
