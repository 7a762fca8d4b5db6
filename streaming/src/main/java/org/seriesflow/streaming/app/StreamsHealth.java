package org.seriesflow.streaming.app;

import java.util.List;

/**
 * What a health endpoint says of one application.
 *
 * @param live false where only a new process helps
 * @param ready true where records are worked on now
 * @param state of Kafka Streams, or CREATED, WAITING, REFUSED before it
 * @param reasons why it is not ready, a line each
 */
public record StreamsHealth(
    String applicationId, boolean live, boolean ready, String state, List<String> reasons) {}
