package org.seriesflow.benchmarks.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.seriesflow.dicom.DicomSender;
import org.seriesflow.dicom.SendReport;
import org.seriesflow.dicom.SendSettings;

/** Sends files over several associations side by side and takes the time. */
final class Sending {
  private Sending() {}

  /**
   * Sends all, each list over an association of its own.
   *
   * @return milliseconds for all of them at the rate between the first and the last response:
   *     opening files and associations does not count
   * @throws IOException where an instance is not taken; the message names it
   */
  static double millis(List<List<Path>> associations, SendSettings address)
      throws IOException, InterruptedException {
    var answered = new ConcurrentLinkedQueue<Long>();
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var sent =
          associations.stream()
              .map(
                  files ->
                      threads.submit(
                          () ->
                              DicomSender.send(
                                  files,
                                  address,
                                  (file, accepted, done, total) ->
                                      answered.add(System.nanoTime()))))
              .toList();
      for (Future<SendReport> one : sent) {
        requireAllTaken(one.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
    return millisAtRate(answered.stream().sorted().toList());
  }

  private static void requireAllTaken(SendReport report) throws IOException {
    if (!report.refused().isEmpty()) {
      var first = report.refused().getFirst();
      throw new IOException(
          "%d instances were not taken, the first of them %s: %s %s"
              .formatted(report.refused().size(), first.file(), first.status(), first.reason()));
    }
  }

  /**
   * What n instances take at the rate of the n - 1 intervals between their responses.
   *
   * @param answeredNanos rising, two or more
   */
  static double millisAtRate(List<Long> answeredNanos) {
    int n = answeredNanos.size();
    if (n < 2) {
      throw new IllegalArgumentException("a rate needs two responses, there are " + n);
    }
    return (answeredNanos.getLast() - answeredNanos.getFirst()) / 1e6 * n / (n - 1);
  }
}
