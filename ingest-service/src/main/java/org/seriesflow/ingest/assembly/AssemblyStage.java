package org.seriesflow.ingest.assembly;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.PunctuationType;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.SeriesAssembled;
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
 * Gathers the instances of one partition into series, and ends a series when it is idle.
 *
 * <p>The record that moves partition time ends other series, never its own. The work of ending a
 * revision (its instance list in the payload store) comes first, then the state, then the event.
 */
final class AssemblyStage implements Stage<InstanceReceived> {
  static final String NAME = "assembly";
  static final String CONFLICTING_INSTANCE = "CONFLICTING_INSTANCE";

  private static final Logger LOG = LoggerFactory.getLogger(AssemblyStage.class);

  /** A revision whose work is done and whose state is not written yet. */
  private record Ending(String series, SeriesHead head, SeriesAssembled event) {}

  /** What one instance changes, once its work is done. */
  private record Change(
      String series, SeriesHead head, boolean newInstance, List<Ending> endings) {}

  private final AssemblySettings settings;
  private final SeriesAssembly assembly;
  private final InstanceComparison comparison;
  private final PartitionEnds ends;
  private final StageRuntime runtime;

  /** Heads of the open series of this partition, as they stand in the store. */
  private final Map<String, SeriesHead> open = new HashMap<>();

  private StageHost host;
  private AssemblyStores stores;
  private CompletionClock clock;
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
    stores.forEachHead(
        (series, head) -> {
          if (head.getOpen()) {
            open.put(series, head);
            clock.foundOpen(series);
          }
        });
    var byWallClock = PunctuationType.WALL_CLOCK_TIME;
    host.schedule(settings.checkInterval(), byWallClock, this::endIdleByWallClock);
    host.schedule(settings.purgeInterval(), byWallClock, this::purge);
  }

  @Override
  public Outcome apply(InstanceReceived instance, StageContext context) {
    change = null;
    clock.read(context.input().offset(), instance.getReceivedAt().toEpochMilli());
    var series = instance.getHeader().getSeriesInstanceUid();
    var head = stores.head(series);
    var standing = head == null ? null : stores.instance(series, instance.getSopInstanceUid());
    var endings = endIdleByPartitionTime(series, context.clock());
    var emissions = new ArrayList<Emission<?>>();
    var reason = "NEW";
    if (standing == null) {
      var next = head == null ? SeriesHeads.begun(instance) : SeriesHeads.grown(head, instance);
      change = new Change(series, next, true, endings);
    } else {
      var finding = comparison.compare(standing, instance);
      reason = finding.kind().name();
      change = new Change(series, repeated(head, instance, finding), false, endings);
      if (finding.kind() == RepeatedInstance.CONFLICT) {
        emissions.add(
            Emission.of(
                Topics.DEAD_LETTERS,
                context.deadLetter(CONFLICTING_INSTANCE, finding.sentence(), false)));
      }
    }
    endings.forEach(ending -> emissions.add(emission(ending)));
    return emissions.isEmpty() ? Outcome.nothing(reason) : Outcome.emit(emissions);
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

  @Override
  public void afterwards(InstanceReceived instance, Outcome outcome, StageContext context) {
    if (change == null) {
      return;
    }
    if (change.newInstance()) {
      stores.putInstance(change.series(), instance);
    }
    stores.putHead(change.series(), change.head());
    if (change.head().getOpen()) {
      open.put(change.series(), change.head());
      clock.seen(change.series(), host.context().currentSystemTimeMs());
    }
    change.endings().forEach(this::keep);
    change = null;
  }

  private List<Ending> endIdleByPartitionTime(String exceptSeries, Clock now) {
    var endings = new ArrayList<Ending>();
    open.forEach(
        (series, head) -> {
          var idle = settings.idleOf(head.getCallingAeTitle());
          if (!series.equals(exceptSeries) && clock.idleInPartitionTime(series, idle)) {
            var evidence = IdleEvidence.partitionTime(head, idle, clock.partitionTime());
            endings.add(end(series, head, evidence, now));
          }
        });
    return endings;
  }

  private Outcome endIdleByWallClock(long now) {
    if (open.isEmpty() || !clock.reachedFirstEnd(now)) {
      return Outcome.nothing("");
    }
    var due = new HashMap<String, Duration>();
    open.forEach(
        (series, head) -> {
          var idle = settings.idleOf(head.getCallingAeTitle());
          if (clock.idleInWallClock(series, idle, now)) {
            due.put(series, idle);
          }
        });
    if (due.isEmpty() || !clock.atEnd()) {
      return Outcome.nothing("");
    }
    var wallClock = Clock.fixed(Instant.ofEpochMilli(now), ZoneOffset.UTC);
    var endings = new ArrayList<Ending>();
    due.forEach(
        (series, idle) -> {
          var head = open.get(series);
          endings.add(end(series, head, IdleEvidence.wallClock(head, idle), wallClock));
        });
    // A registry that is away must be met before the state says that the revision is assembled.
    endings.forEach(ending -> runtime.codec().encode(Topics.SERIES_ASSEMBLED, ending.event()));
    for (var ending : endings) {
      keep(ending);
      var took = Duration.between(Instant.ofEpochMilli(now), runtime.clock().instant());
      runtime.metrics().finished(NAME, Topics.SERIES_ASSEMBLED.name(), "IDLE", took);
    }
    return Outcome.emit(endings.stream().<Emission<?>>map(AssemblyStage::emission).toList());
  }

  private Ending end(String series, SeriesHead head, String evidence, Clock now) {
    return new Ending(series, head, assembly.assemble(series, head, stores, evidence, now));
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
    var oldest = (clock.atEnd() ? now : clock.partitionTime()) - settings.retention().toMillis();
    var old = new ArrayList<String>();
    stores.forEachHead(
        (series, head) -> {
          if (!head.getOpen() && head.getLastArrivalAt().toEpochMilli() < oldest) {
            old.add(series);
          }
        });
    old.forEach(stores::purge);
    if (!old.isEmpty()) {
      LOG.info("forgot {} series of which nothing came for {}", old.size(), settings.retention());
    }
    return Outcome.nothing("");
  }
}
