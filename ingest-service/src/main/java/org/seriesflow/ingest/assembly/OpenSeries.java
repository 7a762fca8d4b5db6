package org.seriesflow.ingest.assembly;

import org.seriesflow.events.state.SeriesExpectation;
import org.seriesflow.events.state.SeriesHead;

/**
 * A series that holds an instance which no assembled revision has.
 *
 * @param expectation what is known of how it ends; {@link SeriesExpectations#NOTHING} where nothing
 *     is
 */
record OpenSeries(SeriesHead head, SeriesExpectation expectation) {}
