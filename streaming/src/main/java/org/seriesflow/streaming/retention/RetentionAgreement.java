package org.seriesflow.streaming.retention;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.seriesflow.streaming.Topics;

/**
 * Whether topics, what the services remember and how far a replay reaches agree. Payloads need no
 * time of their own: they stay for as long as a topic refers to them.
 *
 * @param topics of the catalogue, as the brokers keep them
 * @param recoveryHorizon {@code seriesflow.recovery.horizon} of ingest-service
 * @param outcomesMemory {@code seriesflow.outcomes.memory} of classifier-service; empty where it is
 *     not asked about
 */
public record RetentionAgreement(
    List<KeptTopic> topics, Duration recoveryHorizon, Optional<Duration> outcomesMemory) {
  public RetentionAgreement {
    topics = List.copyOf(topics);
  }

  /**
   * Asks the brokers.
   *
   * @param kafka client settings: bootstrap servers and security
   * @throws RetentionRefusedException where a topic of the catalogue is not seen
   */
  public static RetentionAgreement of(
      Map<String, String> kafka, Duration recoveryHorizon, Optional<Duration> outcomesMemory) {
    try (var log = new LogEnds(kafka)) {
      return new RetentionAgreement(log.kept(), recoveryHorizon, outcomesMemory);
    }
  }

  /** How far back a replay reaches; empty: to the beginning. */
  public Optional<Duration> replayHorizon() {
    return shortest(KeptTopic::isWork).flatMap(KeptTopic::retention);
  }

  /** A sentence for each contradiction, which says how it is mended; empty where all agree. */
  public List<String> contradictions() {
    var found = new ArrayList<String>();
    for (var topic : topics) {
      if (!topic.compacted() && topic.retentionBytes().isPresent()) {
        found.add(
            "Topic %s is bounded by retention.bytes=%d, so that events may go before their time: set it to -1, or give the partition room for its time."
                .formatted(topic.name(), topic.retentionBytes().get()));
      }
    }
    var shortestWork = shortest(KeptTopic::isWork);
    shortestWork.ifPresent(shortest -> addDifferent(shortest, found));
    var shortestResult = shortest(topic -> !topic.isWork());
    if (shortestWork.isPresent()
        && shortestResult.isPresent()
        && isShorter(shortestResult.get(), shortestWork.get())) {
      found.add(
          "Topic %s is kept %s and topic %s %s: a series could be scored again whose result nobody can read any more. Keep results for the replay horizon at least."
              .formatted(
                  shortestResult.get().name(),
                  shortestResult.get().text(),
                  shortestWork.get().name(),
                  shortestWork.get().text()));
    }
    addRecovery(found);
    addMemory(found);
    return found;
  }

  private void addDifferent(KeptTopic shortest, List<String> found) {
    topics.stream()
        .filter(topic -> !topic.compacted() && topic.isWork() && isShorter(shortest, topic))
        .findFirst()
        .ifPresent(
            longer ->
                found.add(
                    "Topic %s is kept %s and topic %s %s: a replay reaches back differently from stage to stage. Run topics apply with one --replay-horizon."
                        .formatted(
                            shortest.name(), shortest.text(), longer.name(), longer.text())));
  }

  private void addRecovery(List<String> found) {
    topic(Topics.INSTANCES.name())
        .filter(kept -> kept.retention().filter(t -> t.compareTo(recoveryHorizon) <= 0).isPresent())
        .ifPresent(
            kept ->
                found.add(
                    "ingest-service publishes what was stored within %s and the log lacks, and topic instances is kept %s: it would publish again what retention deleted. Keep the topic longer, or shorten seriesflow.recovery.horizon."
                        .formatted(KeptTopic.text(recoveryHorizon), kept.text())));
  }

  /** An end that is forgotten cannot supersede what is redriven or replayed later. */
  private void addMemory(List<String> found) {
    if (outcomesMemory.isEmpty()) {
      return;
    }
    var memory = outcomesMemory.get();
    for (var name :
        List.of(Topics.ROIS.name(), Topics.ROIS_STAT.name(), Topics.DEAD_LETTERS.name())) {
      topic(name)
          .filter(kept -> kept.retention().map(t -> t.compareTo(memory) > 0).orElse(true))
          .ifPresent(
              kept ->
                  found.add(
                      "classifier-service remembers how a series ended for %s, and topic %s is kept %s: what comes from it after that would not be known as superseded or repeated. Lengthen seriesflow.outcomes.memory."
                          .formatted(KeptTopic.text(memory), name, kept.text())));
    }
  }

  private Optional<KeptTopic> topic(String name) {
    return topics.stream().filter(topic -> topic.name().equals(name)).findFirst();
  }

  private Optional<KeptTopic> shortest(Predicate<KeptTopic> which) {
    return topics.stream()
        .filter(topic -> !topic.compacted() && which.test(topic))
        .min(Comparator.comparing(RetentionAgreement::millis));
  }

  private static boolean isShorter(KeptTopic one, KeptTopic other) {
    return millis(one) < millis(other);
  }

  private static long millis(KeptTopic topic) {
    return topic.retention().map(Duration::toMillis).orElse(Long.MAX_VALUE);
  }
}
