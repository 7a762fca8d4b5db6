package org.seriesflow.streaming.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.seriesflow.streaming.Backoff;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.TopicDifference;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.TopicsDifferException;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.registry.SchemaRegistryClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka Streams application from start to stop. The start waits while broker or registry are
 * away, and is refused where topics or schemas differ. A stream thread that dies is replaced after
 * a pause; only an {@link Error} ends the application. Where the wall clock was set back it goes
 * on, and its health says that only a new process helps ({@link WallClockWatch}).
 */
public final class StreamsApplication implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsApplication.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final Backoff BETWEEN_THREADS =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofDays(1));

  /** A thread that lived this long died of something new. */
  private static final Duration LONG_LIFE = Duration.ofMinutes(2);

  private final StreamsSettings settings;
  private final Supplier<Topology> topology;
  private final Collection<? extends Topic<?>> topics;
  private final SchemaRegistryClient registry;
  private final Readiness readiness;
  private final String component;
  private final CompletableFuture<Void> started = new CompletableFuture<>();

  private final WallClockWatch wallClock = new WallClockWatch();

  private volatile KafkaStreams streams;
  private volatile boolean refused;
  private volatile boolean stopped;
  private int deaths;
  private Instant lastDeath = Instant.EPOCH;

  /**
   * Describes an application; nothing happens before {@link #start()}.
   *
   * @param topology a pure function of the service's configuration
   * @param topics all topics that it reads or writes, dead letters included
   * @param registry of the schemas
   * @param readiness shared with the stages of the topology; one for each application or one for
   *     all
   */
  public StreamsApplication(
      StreamsSettings settings,
      Supplier<Topology> topology,
      Collection<? extends Topic<?>> topics,
      SchemaRegistryClient registry,
      Readiness readiness) {
    this.settings = settings;
    this.topology = topology;
    this.topics = List.copyOf(topics);
    this.registry = registry;
    this.readiness = readiness;
    this.component = "streams " + settings.applicationId();
    readiness.down(component, "not started");
  }

  /** Starts in a thread of its own and returns at once; see {@link #started()}. */
  public void start() {
    Thread.ofPlatform()
        .name("start-" + settings.applicationId())
        .daemon(true)
        .start(
            () -> {
              try {
                verifyTopics();
                run();
              } catch (TopicsDifferException e) {
                refuse(e);
              } catch (RuntimeException | Error e) {
                LOG.error("{} did not start", component, e);
                refuse(e);
              }
            });
  }

  /**
   * Completes when Kafka Streams was started; exceptionally with {@link TopicsDifferException}
   * where the start is refused: the process should then end with its message.
   */
  public CompletionStage<Void> started() {
    return started.minimalCompletionStage();
  }

  private void refuse(Throwable cause) {
    refused = true;
    readiness.down(component, String.valueOf(cause.getMessage()));
    started.completeExceptionally(cause);
  }

  private void verifyTopics() {
    for (int attempt = 1; ; attempt++) {
      // A client a try: a host name that does not resolve yet is met by its constructor.
      try (var admin = new TopicsAdmin(settings.kafka(), registry)) {
        List<TopicDifference> differences = admin.verify(topics);
        if (differences.isEmpty()) {
          return;
        }
        throw new TopicsDifferException(differences);
      } catch (TransientFaultException | KafkaException e) {
        readiness.down(component, e.getMessage());
        LOG.warn("{} waits: {}", component, e.getMessage());
        if (!readiness.pause(BETWEEN_THREADS.before(attempt))) {
          throw e;
        }
      }
    }
  }

  private synchronized void run() {
    if (stopped) {
      started.completeExceptionally(new IllegalStateException("stopped before it was started"));
      return;
    }
    makeStateDirectory();
    var newStreams = new KafkaStreams(topology.get(), settings.properties());
    newStreams.setStateListener((now, before) -> stateChanged(now));
    newStreams.setUncaughtExceptionHandler(this::threadDied);
    streams = newStreams;
    wallClock.start(settings.applicationId());
    newStreams.start();
    started.complete(null);
  }

  /** Kafka Streams fails where two applications of a process make their folder at one moment. */
  private void makeStateDirectory() {
    try {
      Files.createDirectories(settings.stateDirectory());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The state folder %s cannot be made; name another as seriesflow.state-dir: %s"
              .formatted(settings.stateDirectory(), e.getMessage()),
          e);
    }
  }

  private void stateChanged(KafkaStreams.State now) {
    LOG.info("{} is {}", component, now);
    if (now == KafkaStreams.State.RUNNING) {
      readiness.up(component);
    } else {
      readiness.down(component, "state " + now);
    }
  }

  private StreamThreadExceptionResponse threadDied(Throwable fault) {
    if (isError(fault)) {
      LOG.error("{} ends: {}", component, fault.toString(), fault);
      readiness.down(component, fault.toString());
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    Duration wait = nextPause();
    LOG.error("A thread of {} died; the next starts in {} ms", component, wait.toMillis(), fault);
    readiness.down(component, "a thread died: " + root(fault));
    readiness.pause(wait);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private synchronized Duration nextPause() {
    Instant now = Instant.now();
    deaths = lastDeath.plus(LONG_LIFE).isBefore(now) ? 1 : deaths + 1;
    lastDeath = now;
    return BETWEEN_THREADS.before(deaths);
  }

  private static boolean isError(Throwable fault) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof Error) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable fault) {
    Throwable root = fault;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  public StreamsHealth health() {
    var current = streams;
    String state = refused ? "REFUSED" : current == null ? "WAITING" : current.state().toString();
    boolean dead =
        refused
            || wallClock.reason().isPresent()
            || (current != null && isDead(current.state()) && !stopped);
    var reasons = new ArrayList<>(readiness.reasons());
    wallClock.reason().ifPresent(reasons::add);
    boolean ready =
        current != null && current.state() == KafkaStreams.State.RUNNING && reasons.isEmpty();
    return new StreamsHealth(settings.applicationId(), !dead, ready, state, reasons);
  }

  private static boolean isDead(KafkaStreams.State state) {
    return state == KafkaStreams.State.ERROR
        || state == KafkaStreams.State.PENDING_ERROR
        || state == KafkaStreams.State.NOT_RUNNING;
  }

  public Readiness readiness() {
    return readiness;
  }

  /** The running client, for interactive queries and metrics; null before the start. */
  public KafkaStreams streams() {
    return streams;
  }

  /**
   * Ends the work on the current record, commits, leaves the group, and stops.
   *
   * @return false where it took longer than the timeout
   */
  public boolean stop(Duration timeout) {
    readiness.stop();
    KafkaStreams current;
    synchronized (this) {
      stopped = true;
      current = streams;
    }
    wallClock.close();
    if (current == null) {
      return true;
    }
    boolean inTime =
        current.close(
            CloseOptions.timeout(timeout)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (!inTime) {
      LOG.warn("{} did not stop within {} s", component, timeout.toSeconds());
    }
    return inTime;
  }

  @Override
  public void close() {
    stop(STOP_TIMEOUT);
  }
}
