package org.seriesflow.classifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.classifier.ClassifierTopology.ClassifierTopics;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.Lane;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.stages.DeployedPackage;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.deadletter.Redrive;
import org.seriesflow.streaming.stage.ServedLanes;

/** Two live classifiers on the same events: every end is said by one of them, once. */
class SideBySideTest extends ClassifierBench {
  private static final DeployedPackage BY_DEFAULT =
      new DeployedPackage(
          Fixtures.CLASSIFIER_PACKAGE, false, Set.of(Fixtures.KNEE_PACKAGE.getId()));
  private static final DeployedPackage FOR_KNEES =
      new DeployedPackage(Fixtures.KNEE_PACKAGE, true, Set.of());
  private static final String KNEES = Fixtures.KNEE_PACKAGE.getId();

  private int drivers;
  private TopologyTestDriver byDefault;
  private TopologyTestDriver forKnees;
  private final List<String> said = new ArrayList<>();
  private final List<String> letters = new ArrayList<>();

  @BeforeEach
  void startBoth() {
    byDefault = driver(BY_DEFAULT, LIVE_TOPICS);
    forKnees = driver(FOR_KNEES, LIVE_TOPICS);
  }

  @AfterEach
  void closeBoth() {
    byDefault.close();
    forKnees.close();
  }

  @Test
  void shouldPredictASeriesWithoutRulesByDefault() {
    both(Topics.ROIS, region(1));

    assertEquals(List.of("1 PREDICTED by classifier"), said);
  }

  @Test
  void shouldPredictASeriesForWhichNoClassifierIsNamedByDefault() {
    both(Topics.ROIS, routed(1, null));

    assertEquals(List.of("1 PREDICTED by classifier"), said);
  }

  @Test
  void shouldPredictByDefaultASeriesThatNamesTheDefaultPackage() {
    both(Topics.ROIS, routed(1, "classifier"));

    assertEquals(List.of("1 PREDICTED by classifier"), said);
  }

  @Test
  void shouldPredictASeriesByThePackageThatARuleNames() {
    both(Topics.ROIS, routed(1, KNEES));

    assertEquals(List.of("1 PREDICTED by knee-classifier"), said);
    assertEquals(List.of(), letters);
  }

  @Test
  void shouldFailOnceASeriesForAPackageThatNobodyServes() {
    both(Topics.ROIS, routed(1, "hip-classifier"));

    assertEquals(List.of("1 PACKAGE_NOT_DEPLOYED"), letters);
    assertEquals(List.of("1 FAILED by classifier"), said);
  }

  @Test
  void shouldFailOnceASeriesWhoseClassificationFailsInTheDeploymentForItsPackage() {
    var region = Fixtures.region(1, new PayloadRef(payload.getKey(), payload.getSha256(), 1L, "x"));
    region.setRouting(Fixtures.routing(KNEES));
    both(Topics.ROIS, region);

    assertEquals(List.of("1 PAYLOAD_DAMAGED"), letters);
    assertEquals(List.of("1 FAILED by knee-classifier"), said);
  }

  @Test
  void shouldWithdrawWhatItPredictedItselfWhenALaterRevisionIsSkipped() {
    both(Topics.ROIS, routed(1, KNEES));
    both(Topics.SERIES_SKIPPED, Fixtures.skip(2));

    assertEquals(
        List.of("1 PREDICTED by knee-classifier", "2 WITHDRAWN by knee-classifier of 1"), said);
  }

  @Test
  void shouldWithdrawByDefaultWhenTheRevisionThatIsSkippedWasForAnotherPackage() {
    both(Topics.ROIS, region(1));
    var skip = Fixtures.skip(2);
    skip.setRouting(Fixtures.routing(KNEES));
    both(Topics.SERIES_SKIPPED, skip);

    assertEquals(List.of("1 PREDICTED by classifier", "2 WITHDRAWN by classifier of 1"), said);
  }

  @Test
  void shouldWithdrawTheLatestPredictionAloneWhenPackagesChangedInBetween() {
    both(Topics.ROIS, region(1));
    both(Topics.ROIS, routed(2, KNEES));
    both(Topics.SERIES_SKIPPED, Fixtures.skip(3));

    assertEquals(
        List.of(
            "1 PREDICTED by classifier",
            "2 PREDICTED by knee-classifier",
            "3 WITHDRAWN by knee-classifier of 2"),
        said);
  }

  @Test
  void shouldFailByThePackageThatARuleNamesWhatFailsInRoi() {
    both(Topics.DEAD_LETTERS, letter(1, "roi", KNEES));

    assertEquals(List.of("1 FAILED by knee-classifier"), said);
  }

  @Test
  void shouldFailByDefaultWhatFailsInRoiForAPackageThatNobodyServes() {
    both(Topics.DEAD_LETTERS, letter(1, "roi", "hip-classifier"));

    assertEquals(List.of("1 FAILED by classifier"), said);
  }

  @Test
  void shouldWithdrawThePredictionOfAnotherWhenALaterRevisionFailsInRoi() {
    both(Topics.ROIS, region(1));
    both(Topics.DEAD_LETTERS, letter(2, "roi", KNEES));

    assertEquals(List.of("1 PREDICTED by classifier", "2 WITHDRAWN by knee-classifier of 1"), said);
  }

  @Test
  void shouldFailByDefaultWhatFailsBeforeTheRulesAreAsked() {
    both(Topics.DEAD_LETTERS, Fixtures.letter(1, "normalisation"));

    assertEquals(List.of("1 FAILED by classifier"), said);
  }

  @Test
  void
      shouldWithdrawByDefaultThePredictionOfAnotherWhenALaterRevisionFailsBeforeTheRulesAreAsked() {
    both(Topics.ROIS, routed(1, KNEES));
    both(Topics.DEAD_LETTERS, Fixtures.letter(2, "normalisation"));

    assertEquals(List.of("1 PREDICTED by knee-classifier", "2 WITHDRAWN by classifier of 1"), said);
  }

  @Test
  void shouldPredictByThePackageThatIsNamedAFailedRevisionThatIsRedriven() {
    both(Topics.DEAD_LETTERS, Fixtures.letter(1, "normalisation"));
    both(Topics.ROIS, routed(1, KNEES));

    assertEquals(List.of("1 FAILED by classifier", "1 PREDICTED by knee-classifier"), said);
  }

  /** It reads the topics from their beginning, and what was said of them is there, too. */
  @Test
  void shouldPredictWhatFailedBeforeThePackageWasDeployedAndNotFailItAgain() {
    byDefault.close();
    byDefault = driver(DeployedPackage.alone(Fixtures.CLASSIFIER_PACKAGE), LIVE_TOPICS);
    pipe(byDefault, Topics.ROIS, routed(1, KNEES));
    var letter = read(byDefault, Topics.DEAD_LETTERS).getFirst();
    pipe(forKnees, Topics.DEAD_LETTERS, letter);
    pipe(forKnees, Topics.ROIS, routed(1, KNEES));
    collect();

    assertEquals(List.of("1 FAILED by classifier", "1 PREDICTED by knee-classifier"), said);
  }

  @Test
  void shouldSayThatARedriveWasSentToTheDeploymentThatDoesNotServeTheSeriesByNow() {
    both(Topics.DEAD_LETTERS, letter(1, ClassifierTopology.CLASSIFICATION, "hip-classifier"));
    var headers = new RecordHeaders();
    headers.add(Redrive.STAGE, ClassifierTopology.CLASSIFICATION.getBytes(UTF_8));
    headers.add(Redrive.APPLICATION, "classifier".getBytes(UTF_8));
    both(Topics.ROIS, routed(1, KNEES), headers);

    assertEquals(List.of("1 PACKAGE_NOT_DEPLOYED"), letters);
    assertEquals(List.of("1 FAILED by classifier"), said);
  }

  @Test
  void shouldRefuseAnEventOfAnotherModeOnce() {
    var region = region(1);
    region.getHeader().setMode(ProcessingMode.REPLAY);
    region.getHeader().setJobId("job");
    both(Topics.ROIS, region);

    assertEquals(List.of("1 MODE_MISMATCH"), letters);
    assertEquals(List.of(), said);
  }

  @Test
  void shouldPredictAnUrgentSeriesByThePackageThatARuleNames() {
    closeBoth();
    byDefault = driver(BY_DEFAULT, topics(ServedLanes.STAT, Topics.PREDICTIONS));
    forKnees = driver(FOR_KNEES, topics(ServedLanes.STAT, Topics.PREDICTIONS));
    var region = routed(1, KNEES);
    region.getHeader().setLane(Lane.STAT);
    both(Topics.ROIS_STAT, region);

    assertEquals(List.of("1 PREDICTED by knee-classifier"), said);
  }

  /**
   * What one of them reads first, of two topics, the other may read last: 6 orders each of two
   * regions and two letters.
   */
  @Test
  void shouldSayEachEndOnceInWhateverOrderEachReadsTheTopics() {
    List<Consumer<TopologyTestDriver>> regions =
        List.of(
            driver -> pipe(driver, Topics.ROIS, routed(1, KNEES)),
            driver -> pipe(driver, Topics.ROIS, region(3)));
    List<Consumer<TopologyTestDriver>> failures =
        List.of(
            driver -> pipe(driver, Topics.DEAD_LETTERS, Fixtures.letter(2, "normalisation")),
            driver -> pipe(driver, Topics.DEAD_LETTERS, letter(4, "roi", KNEES)));
    var orders = interleaved(regions, failures);
    assertEquals(6, orders.size());

    for (var byDefaultSaid : saidInEach(orders, BY_DEFAULT)) {
      for (var forKneesSaid : saidInEach(orders, FOR_KNEES)) {
        var ends = new TreeMap<String, Integer>();
        Stream.concat(byDefaultSaid.stream(), forKneesSaid.stream())
            .forEach(end -> ends.merge(end.substring(0, end.indexOf(' ')), 1, Integer::sum));
        assertEquals(
            Map.of("1", 1, "2", 1, "3", 1, "4", 1), ends, byDefaultSaid + " and " + forKneesSaid);
      }
    }
  }

  /**
   * Where each predicted a revision and the next is skipped: what counts is the highest revision.
   */
  @Test
  void shouldLeaveNoPredictionAsTheLastWordOnASkippedSeriesInWhateverOrderEachReadsTheTopics() {
    List<Consumer<TopologyTestDriver>> regions =
        List.of(
            driver -> pipe(driver, Topics.ROIS, region(1)),
            driver -> pipe(driver, Topics.ROIS, routed(2, KNEES)));
    List<Consumer<TopologyTestDriver>> skips =
        List.of(driver -> pipe(driver, Topics.SERIES_SKIPPED, Fixtures.skip(3)));
    var orders = interleaved(regions, skips);
    assertEquals(3, orders.size());

    for (var byDefaultSaid : saidInEach(orders, BY_DEFAULT)) {
      for (var forKneesSaid : saidInEach(orders, FOR_KNEES)) {
        var highest =
            Stream.concat(byDefaultSaid.stream(), forKneesSaid.stream())
                .max(Comparator.comparing(end -> end.charAt(0)))
                .orElseThrow();
        assertFalse(highest.contains("PREDICTED"), byDefaultSaid + " and " + forKneesSaid);
      }
    }
  }

  private List<List<String>> saidInEach(
      List<List<Consumer<TopologyTestDriver>>> orders, DeployedPackage deployed) {
    return orders.stream()
        .map(
            order -> {
              try (var driver = driver(deployed, LIVE_TOPICS)) {
                order.forEach(step -> step.accept(driver));
                return said(driver);
              }
            })
        .toList();
  }

  private static <T> List<List<T>> interleaved(List<T> one, List<T> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return List.of(one.isEmpty() ? other : one);
    }
    var all = new ArrayList<List<T>>();
    interleaved(one.subList(1, one.size()), other)
        .forEach(rest -> all.add(before(one.getFirst(), rest)));
    interleaved(one, other.subList(1, other.size()))
        .forEach(rest -> all.add(before(other.getFirst(), rest)));
    return all;
  }

  private static <T> List<T> before(T first, List<T> rest) {
    var all = new ArrayList<T>();
    all.add(first);
    all.addAll(rest);
    return all;
  }

  private RoiExtracted routed(int revision, String classifierPackage) {
    var region = region(revision);
    region.setRouting(Fixtures.routing(classifierPackage));
    return region;
  }

  private static DeadLetter letter(int revision, String stage, String classifierPackage) {
    var letter = Fixtures.letter(revision, stage);
    letter.setRouting(Fixtures.routing(classifierPackage));
    return letter;
  }

  /** Under the id of its package as application id. */
  private TopologyTestDriver driver(DeployedPackage deployed, ClassifierTopics topics) {
    var properties = properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, deployed.reference().getId());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.resolve("" + drivers++).toString());
    return new TopologyTestDriver(
        ClassifierTopology.build(runtime(), parts(Fixtures.live(), topics, deployed)), properties);
  }

  private <V extends SpecificRecord> void both(Topic<V> topic, V event) {
    both(topic, event, new RecordHeaders());
  }

  /** To both, and what one puts aside to the other, as a broker does. */
  private <V extends SpecificRecord> void both(Topic<V> topic, V event, Headers headers) {
    pipe(byDefault, topic, event, headers);
    pipe(forKnees, topic, event, headers);
    exchange(byDefault, forKnees);
    exchange(forKnees, byDefault);
    collect();
  }

  private void exchange(TopologyTestDriver from, TopologyTestDriver to) {
    for (var letter : read(from, Topics.DEAD_LETTERS)) {
      letters.add(letter.getHeader().getRevision() + " " + letter.getCauseCode());
      pipe(to, Topics.DEAD_LETTERS, letter);
    }
  }

  private void collect() {
    said.addAll(said(byDefault));
    said.addAll(said(forKnees));
  }

  private <V extends SpecificRecord> void pipe(TopologyTestDriver driver, Topic<V> topic, V event) {
    pipe(driver, topic, event, new RecordHeaders());
  }

  private <V extends SpecificRecord> void pipe(
      TopologyTestDriver driver, Topic<V> topic, V event, Headers headers) {
    var uid = EventHeaders.of(event).orElseThrow().getSeriesInstanceUid();
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(
            new TestRecord<>(
                uid.getBytes(UTF_8), codec.encode(topic, event), headers, Fixtures.NOW));
  }

  private List<String> said(TopologyTestDriver driver) {
    return read(driver, Topics.PREDICTIONS).stream().map(SideBySideTest::inWords).toList();
  }

  private static String inWords(SeriesPredicted prediction) {
    var classifier =
        prediction.getModels().stream()
            .filter(model -> model.getRole() == PackageRole.CLASSIFIER)
            .map(ModelPackageRef::getId)
            .collect(Collectors.joining());
    return "%d %s by %s%s"
        .formatted(
            prediction.getHeader().getRevision(),
            prediction.getStatus(),
            classifier,
            prediction.getWithdrawsRevision() == null
                ? ""
                : " of " + prediction.getWithdrawsRevision());
  }
}
