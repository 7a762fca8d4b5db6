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
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.dicom.AssociationRejectedException;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.DicomSender;
import org.seriesflow.dicom.SendSettings;

/**
 * A router: sends series over several associations, and what was not acknowledged again and again,
 * until all is.
 */
public final class SeriesTraffic implements AutoCloseable {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

  /** Above a freeze, so that a frozen peer is waited for, as a router does. */
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);

  private final SeriesSource source;
  private final SendSettings settings;
  private final ScheduledExecutorService associations;
  private final Map<String, Set<String>> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Integer> refused = new ConcurrentHashMap<>();

  /**
   * A router that sends to this machine.
   *
   * @param associations at once, at most
   */
  public SeriesTraffic(SeriesSource source, int dicomPort, int associations) {
    this.source = source;
    settings =
        new SendSettings("127.0.0.1", dicomPort, "ROUTER", DemoPorts.AE_TITLE)
            .withResponseTimeout(RESPONSE_TIMEOUT);
    this.associations = Executors.newScheduledThreadPool(associations);
  }

  /** Sends the series of that number after a while; done when each instance is acknowledged. */
  public Future<?> send(int number, Duration after) {
    return associations.schedule(
        () -> {
          sendUntilAcknowledged(number);
          return null;
        },
        after.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void sendUntilAcknowledged(int number) throws IOException, InterruptedException {
    var left = new ArrayList<>(source.files(number));
    while (!left.isEmpty()) {
      var taken = new HashSet<Path>();
      try {
        DicomSender.send(
                List.copyOf(left),
                settings,
                (file, accepted, done, total) -> {
                  if (accepted) {
                    acknowledge(file);
                    taken.add(file);
                  }
                })
            .refused()
            .forEach(one -> refused.merge(one.status(), 1, Integer::sum));
      } catch (AssociationRejectedException e) {
        refused.merge("REJECTED " + e.codes(), 1, Integer::sum);
      } catch (IOException e) {
        refused.merge("NO_ASSOCIATION", 1, Integer::sum);
      }
      left.removeAll(taken);
      if (!left.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
      }
      for (var file : taken) {
        Files.delete(file);
      }
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

  /** SOP Instance UIDs that were answered with SUCCESS, by Series Instance UID. */
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
    associations.shutdownNow();
  }
}
