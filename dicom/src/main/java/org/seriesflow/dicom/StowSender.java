package org.seriesflow.dicom;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Sends files by STOW-RS (PS3.18 section 10.5), exactly as they are. Several files make one
 * request; they are read while they are sent, so that no body is held. Every file ends as sent or
 * as {@link Refused}.
 */
public final class StowSender {
  /** Names of a request stand in the memory of both sides. */
  private static final int MOST_FILES = 1_000;

  private static final int LONGEST_ANSWER = 16 << 20;

  private record Instance(Path file, InstanceUids uids, long bytes) {}

  private final StowTarget target;
  private final HttpClient http;
  private final DicomSender.Tally tally;
  private boolean answered;

  private StowSender(StowTarget target, HttpClient http, DicomSender.Tally tally) {
    this.target = target;
    this.http = http;
    this.tally = tally;
  }

  /**
   * Sends the files in order.
   *
   * @throws IOException when the first request gets no answer: the peer is not there, or its
   *     certificate is not trusted; the message says which. After that a request without an answer
   *     refuses its files
   * @throws InterruptedException when interrupted; what was sent stays sent
   */
  public static SendReport send(List<Path> files, StowTarget target, SendProgress progress)
      throws IOException, InterruptedException {
    var tally = new DicomSender.Tally(files.size(), progress);
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(target.timeout());
    target.tls().ifPresent(builder::sslContext);
    try (var http = builder.build()) {
      new StowSender(target, http, tally).send(files);
    }
    return tally.report();
  }

  private void send(List<Path> files) throws IOException, InterruptedException {
    var batch = new ArrayList<Instance>();
    var bytes = 0L;
    for (var file : files) {
      Instance instance;
      try {
        instance = new Instance(file, DicomFiles.readUids(file), Files.size(file));
      } catch (NotDicomException e) {
        tally.refuse(file, e.isReadable() ? "MISSING_UIDS" : "NOT_DICOM", e.getMessage());
        continue;
      } catch (IOException e) {
        tally.refuse(file, "NOT_READABLE", "it cannot be read: " + e.getMessage());
        continue;
      }
      if (!batch.isEmpty()
          && (bytes + instance.bytes() > target.requestBytes() || batch.size() == MOST_FILES)) {
        request(batch);
        batch.clear();
        bytes = 0;
      }
      batch.add(instance);
      bytes += instance.bytes();
    }
    if (!batch.isEmpty()) {
      request(batch);
    }
  }

  private void request(List<Instance> batch) throws IOException, InterruptedException {
    var boundary = "seriesflow-" + UUID.randomUUID();
    var request =
        HttpRequest.newBuilder(target.studies())
            .timeout(target.timeout())
            .header(
                "Content-Type",
                "multipart/related; type=\"application/dicom\"; boundary=" + boundary)
            .header("Accept", "application/dicom+json");
    target.authorization().ifPresent(value -> request.header("Authorization", value));
    try {
      request.POST(body(batch, boundary));
      var response =
          http.send(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
      answered = true;
      record(batch, StowReply.of(response.statusCode(), response.body()));
    } catch (IOException e) {
      var reason = target.studies() + ": " + ClientAssociation.reasonOf(e);
      if (!answered) {
        throw new IOException("no answer of " + reason, e);
      }
      batch.forEach(
          instance -> tally.refuse(instance.file(), "NO_RESPONSE", "no answer of " + reason));
    }
  }

  private static BodyPublisher body(List<Instance> batch, String boundary) throws IOException {
    var parts = new ArrayList<BodyPublisher>();
    for (var instance : batch) {
      parts.add(text("\r\n--" + boundary + "\r\nContent-Type: application/dicom\r\n\r\n"));
      parts.add(BodyPublishers.ofFile(instance.file()));
    }
    parts.add(text("\r\n--" + boundary + "--\r\n"));
    return BodyPublishers.concat(parts.toArray(BodyPublisher[]::new));
  }

  private static BodyPublisher text(String text) {
    return BodyPublishers.ofString(text, StandardCharsets.US_ASCII);
  }

  private void record(List<Instance> batch, StowReply reply) {
    for (var instance : batch) {
      reply
          .refusalOf(instance.uids().sopInstanceUid())
          .ifPresentOrElse(
              refusal -> tally.refuse(instance.file(), refusal.status(), refusal.reason()),
              () -> tally.accept(instance.file()));
    }
  }
}
