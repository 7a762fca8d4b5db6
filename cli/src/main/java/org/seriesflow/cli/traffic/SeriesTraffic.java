package org.seriesflow.cli.traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.seriesflow.dicom.DicomFiles;

/**
 * A router: sends several series at once, and what was not acknowledged again and again, until all
 * is.
 */
public final class SeriesTraffic implements AutoCloseable {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

  private final SeriesSource source;
  private final List<WayIn> ways;
  private final ScheduledExecutorService senders;
  private final Map<String, Set<String>> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Integer> refused = new ConcurrentHashMap<>();

  /**
   * A router that sends to this machine by C-STORE.
   *
   * @param associations at once, at most
   */
  public SeriesTraffic(SeriesSource source, int dicomPort, int associations) {
    this(source, List.of(new AssociationWay(dicomPort)), associations);
  }

  /**
   * A router that hands over one series by the first way, the next by the second, and so on around.
   *
   * @param ways closed with this
   * @param senders at once, at most
   */
  public SeriesTraffic(SeriesSource source, List<WayIn> ways, int senders) {
    this.source = source;
    this.ways = List.copyOf(ways);
    this.senders = Executors.newScheduledThreadPool(senders);
  }

  /** Sends the series of that number after a while; done when each instance is acknowledged. */
  public Future<?> send(int number, Duration after) {
    return senders.schedule(
        () -> {
          sendUntilAcknowledged(number);
          return null;
        },
        after.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void sendUntilAcknowledged(int number) throws IOException, InterruptedException {
    var way = ways.get(number % ways.size());
    var left = new ArrayList<>(source.files(number));
    while (!left.isEmpty()) {
      var taken = new Taken();
      way.handOver(List.copyOf(left), taken);
      left.removeAll(taken.files);
      if (!left.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
      }
      for (var file : taken.files) {
        Files.delete(file);
      }
    }
  }

  private final class Taken implements WayIn.Answers {
    private final Set<Path> files = new HashSet<>();

    @Override
    public void acknowledged(Path file) {
      acknowledge(file);
      files.add(file);
    }

    @Override
    public void refused(String answer) {
      refused.merge(answer, 1, Integer::sum);
    }
  }

  private void acknowledge(Path file) {
    try {
      var uids = DicomFiles.readUids(file);
      acknowledged
          .computeIfAbsent(uids.seriesInstanceUid(), uid -> ConcurrentHashMap.newKeySet())
          .add(uids.sopInstanceUid());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** SOP Instance UIDs that were acknowledged, by Series Instance UID. */
  public Map<String, Set<String>> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  /** What was answered instead of SUCCESS since this was last asked, and how often. */
  public Map<String, Integer> takeRefused() {
    var taken = new TreeMap<>(refused);
    // What comes in between is told the next time.
    taken.forEach(
        (answer, count) ->
            refused.computeIfPresent(answer, (key, all) -> all.equals(count) ? null : all - count));
    return taken;
  }

  @Override
  public void close() {
    senders.shutdownNow();
    ways.forEach(WayIn::close);
  }
}
