package org.seriesflow.ingest.assembly;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.SeriesEvidence;
import org.seriesflow.events.state.SeriesHead;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.stage.Emission;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageHost;
import org.seriesflow.streaming.stage.StageRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the instances of one partition into series, and ends a series when evidence says that it
 * is complete, or silence.
 *
 * <p>The record that moves partition time ends other series by silence, never its own. The work of
 * ending a revision (its instance list in the payload store) comes first, then the state, then the
 * event.
 */
final class AssemblyStage implements Stage<SpecificRecord> {
  static final String NAME = "assembly";
  static final String CONFLICTING_INSTANCE = "CONFLICTING_INSTANCE";

  private static final Logger LOG = LoggerFactory.getLogger(AssemblyStage.class);

  /**
   * What one record changes, once its work is done.
   *
   * @param next without a head where no instance of the series is known
   * @param arrived an instance that the series lacked
   * @param pause a pause that it ended, to be learnt of
   * @param named instances that no message had named before
   */
  private record Change(
      String series,
      OpenSeries next,
      Optional<InstanceReceived> arrived,
      Optional<LearntPauses.Pause> pause,
      List<String> named,
      List<Ending> endings) {}

  private final AssemblySettings settings;
  private final SeriesAssembly assembly;
  private final InstanceComparison comparison;
  private final PartitionEnds ends;
  private final StageRuntime runtime;

  /** The open series of this partition, as they stand in the stores. */
  private final Map<String, OpenSeries> open = new HashMap<>();

  private StageHost host;
  private AssemblyStores stores;
  private CompletionClock clock;
  private Optional<LearntPauses> pauses;
  private HeldInstances held;
  private Silence silence;
  private Optional<QuietSeries> quiet;
  private InstanceIntake instances;
  private EvidenceIntake evidenceIntake;
  private Change change;

  AssemblyStage(
      AssemblySettings settings,
      SeriesAssembly assembly,
      InstanceComparison comparison,
      PartitionEnds ends,
      StageRuntime runtime) {
    this.settings = settings;
    this.assembly = assembly;
    this.comparison = comparison;
    this.ends = ends;
    this.runtime = runtime;
  }

  @Override
  public void start(StageHost stageHost) {
    host = stageHost;
    stores = new AssemblyStores(host);
    clock = new CompletionClock(host.partition(), ends);
    pauses =
        settings
            .idle()
            .learnt()
            .map(how -> new LearntPauses(how, host.store(AssemblyStores.PAUSES)));
    held = new HeldInstances(stores);
    silence = new Silence(settings.idle(), pauses, clock, held);
    quiet = settings.quiet().map(watch -> new QuietSeries(watch.after(), watch.listener(), clock));
    instances = new InstanceIntake(settings, stores, comparison, pauses);
    evidenceIntake = new EvidenceIntake(settings, stores);
    stores.forEachHead(
        (series, head) -> {
          if (head.getOpen()) {
            open.put(series, new OpenSeries(head, stores.expectation(series)));
            clock.foundOpen(series);
          }
        });
    var byWallClock = PunctuationType.WALL_CLOCK_TIME;
    host.schedule(settings.checkInterval(), byWallClock, this::endSilentByWallClock);
    host.schedule(settings.purgeInterval(), byWallClock, this::purge);
  }

  @Override
  public Outcome apply(SpecificRecord event, StageContext context) {
    change = null;
    return switch (event) {
      case InstanceReceived instance -> arrive(instance, context);
      case SeriesEvidence evidence -> learn(evidence, context.clock());
      default -> throw new IllegalArgumentException("not an input: " + event.getSchema().getName());
    };
  }

  private Outcome arrive(InstanceReceived instance, StageContext context) {
    clock.read(context.input().offset(), instance.getReceivedAt().toEpochMilli());
    var series = instance.getHeader().getSeriesInstanceUid();
    var endings = endSilentByPartitionTime(series, context.clock());
    var taken = instances.take(instance);
    taken
        .proof()
        .map(proof -> end(series, taken.next(), taken.arrived(), proof, context.clock()))
        .ifPresent(endings::add);
    change = new Change(series, taken.next(), taken.arrived(), taken.pause(), List.of(), endings);
    var letters =
        taken
            .conflict()
            .map(what -> context.deadLetter(CONFLICTING_INSTANCE, what, false))
            .map(letter -> inLaneOf(taken.next().head(), letter))
            .map(letter -> Emission.of(Topics.DEAD_LETTERS, letter));
    return outcome(letters.stream().toList(), endings, taken.kind());
  }

  /** An instance that came again may be of another lane than its series. */
  private static DeadLetter inLaneOf(SeriesHead head, DeadLetter letter) {
    var header = EventHeader.newBuilder(letter.getHeader()).setLane(SeriesHeads.lane(head));
    letter.setHeader(header.build());
    return letter;
  }

  private Outcome learn(SeriesEvidence evidence, Clock now) {
    return switch (evidenceIntake.hear(evidence)) {
      case EvidenceIntake.NotHeeded(var why) -> Outcome.nothing(why);
      case EvidenceIntake.Heeded heeded -> {
        var series = evidence.getHeader().getSeriesInstanceUid();
        var endings = new ArrayList<Ending>();
        heeded
            .proof()
            .map(proof -> end(series, heeded.next(), Optional.empty(), proof, now))
            .ifPresent(endings::add);
        change =
            new Change(
                series, heeded.next(), Optional.empty(), Optional.empty(), heeded.named(), endings);
        yield outcome(List.of(), endings, evidence.getEvidence().name());
      }
    };
  }

  private static Outcome outcome(
      List<? extends Emission<?>> others, List<Ending> endings, String reasonOfNothing) {
    var emissions = new ArrayList<Emission<?>>(others);
    endings.forEach(ending -> emissions.add(ending.emission()));
    return emissions.isEmpty() ? Outcome.nothing(reasonOfNothing) : Outcome.emit(emissions);
  }

  @Override
  public void afterwards(SpecificRecord event, Outcome outcome, StageContext context) {
    if (change == null) {
      return;
    }
    var series = change.series();
    change.arrived().ifPresent(instance -> stores.putInstance(series, instance));
    change.named().forEach(uid -> stores.putNamed(series, uid));
    stores.putExpectation(series, change.next().expectation());
    var now = host.context().currentSystemTimeMs();
    if (event instanceof InstanceReceived) {
      stores.putHead(series, change.next().head());
      clock.seen(series, now);
      change.pause().ifPresent(pause -> pauses.orElseThrow().learn(pause));
      quiet.ifPresent(one -> one.notQuiet(series));
    } else if (isRelease(event)) {
      clock.released(series, context.input().timestamp(), now);
    }
    if (change.next().head() != null && change.next().head().getOpen()) {
      open.put(series, change.next());
    } else {
      clock.ended(series);
    }
    change.endings().forEach(this::keep);
    change = null;
  }

  private static boolean isRelease(SpecificRecord event) {
    return event instanceof SeriesEvidence evidence
        && evidence.getEvidence() == CompletionEvidence.ASSOCIATION_RELEASED;
  }

  private List<Ending> endSilentByPartitionTime(String exceptSeries, Clock now) {
    var endings = new ArrayList<Ending>();
    open.forEach(
        (series, state) -> {
          if (!series.equals(exceptSeries)) {
            silence
                .inPartitionTime(series, state)
                .map(why -> end(series, state, Optional.empty(), why, now))
                .ifPresent(endings::add);
          }
        });
    return endings;
  }

  private Outcome endSilentByWallClock(long now) {
    if (open.isEmpty() || !clock.reachedFirstEnd(now)) {
      return Outcome.nothing("");
    }
    var due = new LinkedHashMap<String, Completion>();
    open.forEach(
        (series, state) ->
            silence.inWallClock(series, state, now).ifPresent(why -> due.put(series, why)));
    if (due.isEmpty() || !clock.atEnd()) {
      quiet.ifPresent(one -> one.look(open, now));
      return Outcome.nothing("");
    }
    var wallClock = Clock.fixed(Instant.ofEpochMilli(now), ZoneOffset.UTC);
    var endings = new ArrayList<Ending>();
    due.forEach(
        (series, why) ->
            endings.add(end(series, open.get(series), Optional.empty(), why, wallClock)));
    // A registry that is away must be met before the state says that the revision is assembled.
    endings.forEach(ending -> runtime.codec().encode(ending.topic(), ending.event()));
    for (var ending : endings) {
      keep(ending);
      var took = Duration.between(Instant.ofEpochMilli(now), runtime.clock().instant());
      var outcome = ending.event().getEvidence().name();
      runtime.metrics().finished(NAME, ending.topic().name(), outcome, took);
    }
    return outcome(List.of(), endings, "");
  }

  private Ending end(
      String series,
      OpenSeries state,
      Optional<InstanceReceived> arriving,
      Completion why,
      Clock now) {
    var head = state.head();
    return new Ending(series, head, assembly.assemble(series, head, stores, arriving, why, now));
  }

  private void keep(Ending ending) {
    stores.putHead(ending.series(), SeriesHeads.assembled(ending.head()));
    open.remove(ending.series());
    clock.ended(ending.series());
    held.ended(ending.series());
    quiet.ifPresent(one -> one.notQuiet(ending.series()));
    LOG.info(
        "series {} revision {}: {} instances. {}",
        ending.series(),
        ending.event().getHeader().getRevision(),
        ending.event().getInstanceCount(),
        ending.event().getEvidenceDetail());
  }

  /** Forgets what is older than its retention: by partition time, and the wall clock at the end. */
  private Outcome purge(long now) {
    var time = clock.atEnd() ? now : clock.partitionTime();
    var old = stores.olderThan(Instant.ofEpochMilli(time - settings.retention().toMillis()));
    old.forEach(stores::purge);
    pauses.ifPresent(learnt -> learnt.forget(Instant.ofEpochMilli(time)));
    if (!old.isEmpty()) {
      LOG.info("forgot {} series of which nothing came for {}", old.size(), settings.retention());
    }
    return Outcome.nothing("");
  }
}
