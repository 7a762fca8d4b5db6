package org.seriesflow.streaming.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadQuery;
import org.seriesflow.streaming.payload.PayloadStore;

/** What the retention job keeps and deletes, on a real broker and whatever the store. */
abstract class PayloadRetentionContract {
  private static final Duration GRACE = Duration.ofDays(2);

  /** Ages cannot be written into a store: the job's clock stands ahead of it instead. */
  private static final Duration LATER = GRACE.plusHours(1);

  /** Bytes that make a payload one of its test alone. */
  private static final int UNIQUE = 37;

  /** One for all tests, which keep out of each other's way by their payloads. */
  private static LogOfTest log;

  abstract PayloadStore store();

  @BeforeAll
  static void startBroker() {
    log = new LogOfTest();
  }

  @AfterAll
  static void stopBroker() {
    log.close();
  }

  /** Bytes of this test alone: the text, a blank and a UUID. */
  private PayloadRef put(String text, String mediaType) {
    return put((text + " " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8), mediaType);
  }

  private PayloadRef put(byte[] bytes, String mediaType) {
    try (var draft = store().draft()) {
      draft.output().write(bytes);
      return draft.commit(LogOfTest.SERIES, mediaType);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PayloadRef list(PayloadRef instance) {
    return put(LogOfTest.list(instance), MediaTypes.AVRO);
  }

  /** Something that a topic refers to, without which the job takes the log for another store's. */
  private PayloadRef anchor() {
    var anchor = put("anchor", MediaTypes.DICOM);
    log.publish("instances", anchor);
    return anchor;
  }

  private static RetentionSettings settings(
      Duration grace, String applicationId, String foreign, boolean dryRun) {
    return new RetentionSettings(
        grace,
        Optional.empty(),
        Duration.ofDays(1),
        Optional.empty(),
        applicationId,
        Optional.of(Pattern.compile(foreign)),
        false,
        dryRun);
  }

  private static RetentionSettings settings(Duration grace) {
    return settings(grace, "ingest-service", "", false);
  }

  private RetentionReport retain(Duration later, RetentionSettings settings) {
    var clock = Clock.offset(Clock.system(ZoneOffset.UTC), later);
    return new PayloadRetention(store(), log.client(), settings, clock, line -> {}).run();
  }

  private RetentionReport retainLater() {
    return retain(LATER, settings(GRACE));
  }

  private long stored() {
    try (var all = store().list(PayloadQuery.all())) {
      return all.count();
    }
  }

  @Test
  void shouldDeleteWhatNoTopicRefersTo() {
    var anchor = anchor();
    var lost = put("lost", MediaTypes.DICOM);

    var report = retainLater();

    assertFalse(store().contains(lost));
    assertTrue(store().contains(anchor));
    assertEquals(new RetentionReport.Amount(1, "lost".length() + UNIQUE), report.deleted());
    assertEquals(new RetentionReport.Amount(1, "anchor".length() + UNIQUE), report.referenced());
  }

  @Test
  void shouldNeverDeleteAnIdentity() {
    anchor();
    var identity = put("identity", MediaTypes.IDENTITY);

    var report = retainLater();

    assertTrue(store().contains(identity));
    assertEquals(0, report.deleted().count());
  }

  @Test
  void shouldKeepWhatIsYoungerThanTheGrace() {
    anchor();
    var young = put("young", MediaTypes.NIFTI);

    var report = retain(Duration.ZERO, settings(GRACE));

    assertTrue(store().contains(young));
    assertEquals(1, report.young().count());
    assertEquals(0, report.deleted().count());
  }

  @Test
  void shouldKeepWhatTheStateOfAssemblyRefersTo() {
    anchor();
    var early = put("early", MediaTypes.DICOM);
    log.publish(LogOfTest.STATE, early);

    retainLater();

    assertTrue(store().contains(early));
  }

  @Test
  void shouldKeepWhatATopicUnderAnotherNameRefersTo() {
    anchor();
    log.create(List.of("rois.shadow"));
    var region = put("region", MediaTypes.NIFTI);
    log.publish("rois.shadow", region);

    retainLater();

    assertTrue(store().contains(region));
  }

  @Test
  void shouldKeepWhatARecordMentionsThatCannotBeDecoded() {
    anchor();
    var volume = put("volume", MediaTypes.NIFTI);
    log.publish(
        "dead-letters", ("\0\1\2" + volume.getKey() + "\3").getBytes(StandardCharsets.UTF_8));

    retainLater();

    assertTrue(store().contains(volume));
  }

  @Test
  void shouldKeepTheInstancesOfAListThatStays() {
    var first = put("first", MediaTypes.DICOM);
    var list = list(first);
    log.publish("series-assembled", list);

    var report = retainLater();

    assertTrue(store().contains(first));
    assertEquals(1, report.lists());
  }

  @Test
  void shouldDeleteAListThatNobodyRefersToWithItsInstances() {
    anchor();
    var first = put("first", MediaTypes.DICOM);
    var list = list(first);

    retainLater();

    assertFalse(store().contains(first));
    assertFalse(store().contains(list));
  }

  @Test
  void shouldSpareASeriesWhoseListCannotBeRead() {
    var unlisted = put("unlisted", MediaTypes.DICOM);
    var list = put("no container file", MediaTypes.AVRO);
    log.publish("series-assembled", list);

    var report = retainLater();

    assertTrue(store().contains(unlisted));
    assertEquals(1, report.spared().count());
  }

  @Test
  void shouldKeepInstancesForAsLongAsASitePromised() {
    anchor();
    var instance = put("instance", MediaTypes.DICOM);
    var volume = put("volume", MediaTypes.NIFTI);
    var settings =
        new RetentionSettings(
            GRACE,
            Optional.of(Duration.ofDays(30)),
            Duration.ofDays(1),
            Optional.empty(),
            "ingest-service",
            Optional.empty(),
            false,
            false);

    retain(LATER, settings);

    assertTrue(store().contains(instance));
    assertFalse(store().contains(volume));
  }

  @Test
  void shouldOnlyCountInADryRun() {
    anchor();
    put("lost", MediaTypes.DICOM);

    var report = retain(LATER, settings(GRACE, "ingest-service", "", true));

    assertEquals(new RetentionReport.Amount(1, "lost".length() + UNIQUE), report.deleted());
    assertEquals(2, stored());
  }

  @Test
  void shouldReadPastAbortedTransactionsWithoutTakingTheirReferences() {
    anchor();
    var aborted = put("aborted", MediaTypes.NIFTI);
    try (var transactional = log.transactionalProducer()) {
      var _ = transactional.send(new ProducerRecord<>("volumes", LogOfTest.event(aborted)));
      transactional.flush();
      transactional.abortTransaction();
    }

    var report = retainLater();

    assertFalse(store().contains(aborted));
    assertEquals(0, topic(report, "volumes").records());
  }

  private static RetentionReport.TopicRead topic(RetentionReport report, String name) {
    return report.topics().stream().filter(t -> t.topic().equals(name)).findFirst().orElseThrow();
  }

  private void assertRefused(String reason, RetentionSettings settings) {
    put("lost", MediaTypes.DICOM);
    long before = stored();
    var thrown = assertThrows(RetentionRefusedException.class, () -> retain(LATER, settings));
    assertTrue(thrown.getMessage().contains(reason), thrown.getMessage());
    assertEquals(before, stored());
  }

  @Test
  void shouldRefuseAGraceThatAnEventMayOutlast() {
    anchor();
    assertRefused(
        "The grace is PT25H and must be at least PT25H15M: the recovery horizon of ingest-service"
            + " (PT24H), the longest transaction (PT15M)",
        settings(Duration.ofHours(25)));
  }

  @Test
  void shouldRefuseALogThatKnowsNothingOfTheStore() {
    log.publish(
        "instances",
        new PayloadRef("1.2/" + "b".repeat(64) + ".dcm", "b".repeat(64), 1L, MediaTypes.DICOM));
    assertRefused("and none of them is in", settings(GRACE));
  }

  @Test
  void shouldRefuseWithoutTheStateOfAssembly() {
    anchor();
    assertRefused(
        "There is no topic other-assembly-…-changelog", settings(GRACE, "other", "", false));
  }

  @Test
  void shouldReadTopicsOfOursEvenWhereTheyAreCalledForeign() {
    var anchor = anchor();
    log.create(List.of("billing"));

    var report = retain(LATER, settings(GRACE, "ingest-service", ".*", false));

    assertTrue(store().contains(anchor));
    assertTrue(report.topics().stream().noneMatch(t -> t.topic().equals("billing")));
    assertEquals(Topics.all().size() + 1, report.topics().size());
  }
}
