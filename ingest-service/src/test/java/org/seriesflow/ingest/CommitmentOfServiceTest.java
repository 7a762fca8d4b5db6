package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.ingest.archive.OrthancArchive;

/** Storage commitment (PS3.4 annex J) as Orthanc asks the running service for it. */
class CommitmentOfServiceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Status of Orthanc's report while none has come. */
  private static final String PENDING = "Pending";

  /** No such object instance (PS3.3 C.14.1.1). */
  private static final int NO_SUCH_OBJECT = 0x0112;

  @TempDir static Path shared;
  private static OrthancArchive modality;
  private static TestStack stack;

  @TempDir Path directory;
  private ServiceBench bench;

  @BeforeAll
  static void startStack() throws Exception {
    modality = OrthancArchive.start(Files.createDirectory(shared.resolve("orthanc")));
    stack = TestStack.start(Files.createDirectory(shared.resolve("registry")), 1);
  }

  @AfterAll
  static void stopStack() {
    if (stack != null) {
      stack.close();
      modality.close();
    }
  }

  @BeforeEach
  void makeBench() {
    bench = stack.bench(directory);
  }

  @AfterEach
  void closeBench() {
    bench.close();
  }

  private void promiseToOrthanc() {
    bench.set("seriesflow.commitment.\"ORTHANC\".keep", "7d");
    bench.set("seriesflow.commitment.\"ORTHANC\".host", "127.0.0.1");
    bench.set("seriesflow.commitment.\"ORTHANC\".port", Integer.toString(modality.dicomPort()));
  }

  private List<Path> sent(long seed) throws Exception {
    var files = SmallSeries.write(directory, seed);
    assertEquals(16, bench.send(files).sent());
    return files;
  }

  private JsonNode call(String method, String path, Map<String, ?> body) throws Exception {
    var request =
        HttpRequest.newBuilder(modality.rest().resolve(path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    var answer = send(request);
    assertEquals(200, answer.statusCode(), answer.body());
    return answer.body().isBlank() ? JSON.nullNode() : JSON.readTree(answer.body());
  }

  /** By a connection of its own: Orthanc ends those that are kept alive when it likes. */
  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }

  /** What Orthanc says of the report that it was sent. */
  private JsonNode report(List<List<String>> instances) throws Exception {
    var us = new LinkedHashMap<String, Object>();
    us.put("AET", "SERIESFLOW");
    us.put("Host", "127.0.0.1");
    us.put("Port", bench.port());
    us.put("AllowStorageCommitment", true);
    call("PUT", "modalities/seriesflow", us);
    var asked =
        call(
            "POST",
            "modalities/seriesflow/storage-commitment",
            Map.of("DicomInstances", instances));
    var report = new AtomicReference<JsonNode>();
    ServiceBench.await(
        "a report of storage commitment",
        () -> {
          try {
            report.set(call("GET", "storage-commitment/" + asked.get("ID").asText(), Map.of()));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return !report.get().get("Status").asText().equals(PENDING);
        });
    return report.get();
  }

  private static List<List<String>> instances(List<Path> files) throws Exception {
    var instances = new ArrayList<List<String>>();
    for (var file : files) {
      var uids = DicomFiles.readUids(file);
      instances.add(List.of(uids.sopClassUid(), uids.sopInstanceUid()));
    }
    return instances;
  }

  @Test
  void shouldCommitToWhatItHoldsAndLogThePromise() throws Exception {
    promiseToOrthanc();
    bench.start();
    var files = sent(1);

    var report = report(instances(files));

    assertEquals("Success", report.get("Status").asText(), report.toString());
    assertEquals(16, report.get("Success").size());
  }

  @Test
  void shouldNameTheInstanceThatItDoesNotHoldWithItsReason() throws Exception {
    promiseToOrthanc();
    bench.start();
    var instances = instances(sent(2));
    instances.add(List.of("1.2.840.10008.5.1.4.1.1.4", "2.25.404"));

    var report = report(instances);

    assertEquals("Failure", report.get("Status").asText(), report.toString());
    assertEquals(16, report.get("Success").size());
    var failure = report.get("Failures").get(0);
    assertEquals("2.25.404", failure.get("SOPInstanceUID").asText());
    assertEquals(NO_SUCH_OBJECT, failure.path("FailureReason").asInt(), failure.toString());
  }
}
