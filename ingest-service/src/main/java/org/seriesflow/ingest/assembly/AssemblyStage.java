package org.seriesflow.ingest.assembly;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.SeriesEvidence;
import org.seriesflow.events.state.SeriesExpectation;
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
import org.slf4j.event.Level;

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

  /** Rows of a hundred bytes or so; no series of which anybody heard has as many instances. */
  static final int MOST_NAMED = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(AssemblyStage.class);

  /** A revision whose work is done and whose state is not written yet. */
  private record Ending(String series, SeriesHead head, SeriesAssembled event) {}

  /**
   * What one record changes, once its work is done.
   *
   * @param head null where no instance of the series is known
   * @param arrived an instance that the series lacked
   * @param named instances that no message had named before
   */
  private record Change(
      String series,
      SeriesHead head,
      SeriesExpectation expectation,
      Optional<InstanceReceived> arrived,
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
  private Silence silence;
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
    silence = new Silence(settings.idle(), clock);
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
    var uid = instance.getSopInstanceUid();
    var head = stores.head(series);
    var standing = head == null ? null : stores.instance(series, uid);
    var endings = endSilentByPartitionTime(series, context.clock());
    var emissions = new ArrayList<Emission<?>>();
    var reason = "NEW";
    if (standing == null) {
      var next =
          new OpenSeries(
              head == null ? SeriesHeads.begun(instance) : SeriesHeads.grown(head, instance),
              SeriesExpectations.arrived(
                  stores.expectation(series), instance, stores.isNamed(series, uid)));
      PositiveEvidence.of(next)
          .map(proof -> end(series, next, Optional.of(instance), proof, context.clock()))
          .ifPresent(endings::add);
      change = change(series, next, Optional.of(instance), List.of(), endings);
    } else {
      var finding = comparison.compare(standing, instance);
      reason = finding.kind().name();
      var next =
          new OpenSeries(
              repeated(head, instance, finding),
              SeriesExpectations.arrived(stores.expectation(series), instance, false));
      change = change(series, next, Optional.empty(), List.of(), endings);
      if (finding.kind() == RepeatedInstance.CONFLICT) {
        emissions.add(
            Emission.of(
                Topics.DEAD_LETTERS,
                context.deadLetter(CONFLICTING_INSTANCE, finding.sentence(), false)));
      }
    }
    return outcome(emissions, endings, reason);
  }

  private static SeriesHead repeated(
      SeriesHead head, InstanceReceived instance, InstanceComparison.Finding finding) {
    LOG.atLevel(finding.kind() == RepeatedInstance.DUPLICATE ? Level.DEBUG : Level.INFO)
        .log("SOP instance {} came again: {}", instance.getSopInstanceUid(), finding.sentence());
    return switch (finding.kind()) {
      case DUPLICATE -> SeriesHeads.duplicated(head, instance);
      case ATTRIBUTES_CHANGED -> SeriesHeads.attributesChanged(head, instance);
      case CONFLICT -> SeriesHeads.conflicted(head, instance);
    };
  }

  private Outcome learn(SeriesEvidence evidence, Clock now) {
    if (settings.ignored().contains(evidence.getEvidence())) {
      return Outcome.nothing("IGNORED");
    }
    var series = evidence.getHeader().getSeriesInstanceUid();
    var head = stores.head(series);
    var known = stores.expectation(series);
    var named = new LinkedHashSet<>(evidence.getSopInstanceUids());
    named.removeIf(uid -> stores.isNamed(series, uid));
    if (known.getNamed() + named.size() > MOST_NAMED) {
      LOG.warn("series {}: more than {} instances are named, not heeded", series, MOST_NAMED);
      return Outcome.nothing("TOO_MANY_NAMED");
    }
    var awaited = named.stream().filter(uid -> stores.instance(series, uid) == null).count();
    var learnt =
        switch (evidence.getEvidence()) {
          case INSTANCE_AVAILABILITY, PERFORMED_PROCEDURE_STEP, STORAGE_COMMITMENT ->
              SeriesExpectations.named(known, evidence, named.size(), (int) awaited);
          case ARCHIVE_COUNT -> SeriesExpectations.counted(known, evidence);
          case ASSOCIATION_RELEASED -> SeriesExpectations.released(known, evidence, head);
          default -> known;
        };
    var next = new OpenSeries(head, learnt);
    var endings = new ArrayList<Ending>();
    if (head != null && head.getOpen()) {
      proof(evidence, next)
          .map(proof -> end(series, next, Optional.empty(), proof, now))
          .ifPresent(endings::add);
    }
    change = change(series, next, Optional.empty(), List.copyOf(named), endings);
    return outcome(List.of(), endings, evidence.getEvidence().name());
  }

  private static Optional<Completion> proof(SeriesEvidence evidence, OpenSeries series) {
    return evidence.getEvidence() == CompletionEvidence.FORCED
        ? Optional.of(PositiveEvidence.forced(evidence))
        : PositiveEvidence.of(series);
  }

  private static Change change(
      String series,
      OpenSeries next,
      Optional<InstanceReceived> arrived,
      List<String> named,
      List<Ending> endings) {
    return new Change(series, next.head(), next.expectation(), arrived, named, endings);
  }

  private static Outcome outcome(
      List<Emission<?>> others, List<Ending> endings, String reasonOfNothing) {
    var emissions = new ArrayList<>(others);
    endings.forEach(ending -> emissions.add(emission(ending)));
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
    stores.putExpectation(series, change.expectation());
    var now = host.context().currentSystemTimeMs();
    if (event instanceof InstanceReceived) {
      stores.putHead(series, change.head());
      clock.seen(series, now);
    } else if (isRelease(event)) {
      clock.released(series, context.input().timestamp(), now);
    }
    if (change.head() != null && change.head().getOpen()) {
      open.put(series, new OpenSeries(change.head(), change.expectation()));
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
      return Outcome.nothing("");
    }
    var wallClock = Clock.fixed(Instant.ofEpochMilli(now), ZoneOffset.UTC);
    var endings = new ArrayList<Ending>();
    due.forEach(
        (series, why) ->
            endings.add(end(series, open.get(series), Optional.empty(), why, wallClock)));
    // A registry that is away must be met before the state says that the revision is assembled.
    endings.forEach(ending -> runtime.codec().encode(Topics.SERIES_ASSEMBLED, ending.event()));
    for (var ending : endings) {
      keep(ending);
      var took = Duration.between(Instant.ofEpochMilli(now), runtime.clock().instant());
      var outcome = ending.event().getEvidence().name();
      runtime.metrics().finished(NAME, Topics.SERIES_ASSEMBLED.name(), outcome, took);
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
    LOG.info(
        "series {} revision {}: {} instances. {}",
        ending.series(),
        ending.event().getHeader().getRevision(),
        ending.event().getInstanceCount(),
        ending.event().getEvidenceDetail());
  }

  private static Emission<SeriesAssembled> emission(Ending ending) {
    return Emission.of(Topics.SERIES_ASSEMBLED, ending.event())
        .at(ending.head().getLastReceivedAt().toEpochMilli());
  }

  /** Forgets what is older than its retention: by partition time, and the wall clock at the end. */
  private Outcome purge(long now) {
    var time = clock.atEnd() ? now : clock.partitionTime();
    var old = stores.olderThan(Instant.ofEpochMilli(time - settings.retention().toMillis()));
    old.forEach(stores::purge);
    if (!old.isEmpty()) {
      LOG.info("forgot {} series of which nothing came for {}", old.size(), settings.retention());
    }
    return Outcome.nothing("");
  }
}
