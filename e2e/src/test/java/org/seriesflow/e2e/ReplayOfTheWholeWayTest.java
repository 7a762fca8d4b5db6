package org.seriesflow.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.cli.Seriesflow;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.cli.demo.DemoRun;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.demo.DemoStack;
import org.seriesflow.cli.demo.EventFollower;
import org.seriesflow.cli.demo.ServiceProcesses;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.inference.ModelPackage;
import org.seriesflow.local.ChildProcess;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/**
 * Two series that were predicted live are scored again by replay applications of all three
 * services, as processes, with another classifier: asked for by the command and over HTTP.
 */
class ReplayOfTheWholeWayTest {
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String ROI = "models/tiny-roi";
  private static final String NEWER = "models/aneurysm-classifier-fast";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Map<String, Map<String, String>> REPLAY =
      Map.of(
          "ingest-service",
          Map.of(),
          "roi-service",
          Map.of(
              "application-id", "roi-replay",
              "topics.volumes", "volumes.replay",
              "topics.rois", "rois.replay",
              "topics.series-skipped", "series-skipped.replay"),
          "classifier-service",
          Map.of(
              "application-id", "classifier-replay",
              "topics.rois", "rois.replay",
              "topics.series-skipped", "series-skipped.replay",
              "topics.predictions", "predictions.rescored"));

  @TempDir static Path folder;
  private static DemoStack live;
  private static DemoPorts ports;
  private static final List<ChildProcess> replay = new ArrayList<>();

  @BeforeAll
  static void predictLiveAndStartTheReplayApplications() throws Exception {
    var root = Path.of(System.getProperty("seriesflow.root"));
    live = DemoStack.start(settings(root, "live", "models/tiny-classifier"), line -> {});
    try (var input =
            SyntheticInput.of(
                folder.resolve("synthetic"),
                List.of(SyntheticSpec.mra(1, true), SyntheticSpec.cta(2, false)));
        var follower = new EventFollower(live.bootstrapServers(), live.registryUrl())) {
      var report =
          new DemoRun(live, follower, IDLE, PATIENCE, Instant.now(), line -> {}).run(input);
      assertEquals(2, report.summary().predicted());
    }
    var settings = settings(root, "replay", NEWER);
    ports = settings.ports();
    var services =
        ServiceProcesses.of(settings, name -> live.bootstrapServers(), live.registryUrl());
    for (var service : services) {
      var own = Files.createDirectories(folder.resolve("replay").resolve(service.name()));
      replay.add(
          ChildProcess.start(
              service.name(), replaying(service), own, own.resolve(service.name() + ".log")));
    }
    for (int i = 0; i < services.size(); i++) {
      var ready = URI.create("http://127.0.0.1:" + services.get(i).httpPort() + "/q/health/ready");
      replay.get(i).awaitReady(PATIENCE, () -> get(ready).statusCode() == 200);
    }
  }

  private static DemoSettings settings(Path root, String name, String classifier) {
    return new DemoSettings(
        root,
        folder.resolve(name),
        root.resolve(ROI),
        root.resolve(classifier),
        2,
        IDLE,
        "skip",
        DemoPorts.lasting());
  }

  /** The same command with the settings that docs/replay.md has for mode REPLAY. */
  private static List<String> replaying(ServiceProcesses.Service service) {
    var command = new ArrayList<>(service.command());
    int jar = command.indexOf("-jar");
    command.add(jar, "-Dseriesflow.payload-store.path=" + live.settings().payloads());
    command.add(jar, "-Dseriesflow.mode=REPLAY");
    REPLAY.get(service.name()).forEach((k, v) -> command.add(jar, "-Dseriesflow." + k + "=" + v));
    return command;
  }

  @AfterAll
  static void end() {
    replay.forEach(ChildProcess::close);
    if (live != null) {
      live.close();
    }
  }

  @Test
  void shouldScoreAgainFromTheInstancesByTheCommand() throws Exception {
    var job =
        JSON.readTree(
            command(
                0,
                "replay",
                "--stage",
                "instances",
                "--from",
                "EARLIEST",
                "--classifier",
                packageFolder(NEWER),
                "--roi",
                packageFolder(ROI),
                "--json"));

    assertEquals("COPIED", job.get("status").textValue());
    assertEquals(2, job.at("/ends/PREDICTED").intValue());
    assertRescored(job.get("jobId").textValue());
    assertLivePredictionsAreAsTheyWere();
  }

  @Test
  void shouldScoreAgainFromTheVolumesOverHttp() throws Exception {
    var made =
        post(
            "/replay/jobs",
            "{\"stage\": \"volumes\", \"from\": \"EARLIEST\", \"roi\": \"%s\"}"
                .formatted(ModelPackage.load(Path.of(packageFolder(ROI))).digest()));
    assertEquals(200, made.statusCode(), made.body());
    var job = JSON.readTree(made.body()).get("jobId").textValue();

    awaitStatus(job, "COPIED");
    assertEquals(2, JSON.readTree(get(jobs("/" + job)).body()).get("copied").intValue());
    assertRescored(job);
  }

  @Test
  void shouldPauseAndCancelByTheCommandAndResumeOverHttpAJobThatTakesItsTime() throws Exception {
    var made =
        post("/replay/jobs", "{\"stage\": \"rois\", \"from\": \"EARLIEST\", \"rate\": 0.01}");
    var job = JSON.readTree(made.body()).get("jobId").textValue();
    command(0, "replay", "pause", job);
    awaitStatus(job, "PAUSED");
    assertEquals(200, post("/replay/jobs/" + job + "/resume", "").statusCode());
    awaitStatus(job, "RUNNING");
    command(0, "replay", "cancel", job);
    awaitStatus(job, "CANCELLED");

    var refused = post("/replay/jobs/" + job + "/resume", "");
    assertEquals(400, refused.statusCode());
    assertTrue(refused.body().contains("CANCELLED"), refused.body());
  }

  @Test
  void shouldSayOverHttpWhatIsAskedWrongly() throws Exception {
    var answer = post("/replay/jobs", "{\"stage\": \"pixels\", \"from\": \"EARLIEST\"}");
    assertEquals(400, answer.statusCode());
    assertEquals(
        "'pixels' is no stage; there are [instances, volumes, rois]",
        JSON.readTree(answer.body()).get("error").textValue());
  }

  @Test
  void shouldHaveNoJobsInALiveService() throws Exception {
    var classifier =
        live.services().stream()
            .filter(service -> service.name().equals("classifier-service"))
            .findFirst()
            .orElseThrow();
    var answer = get(URI.create("http://127.0.0.1:" + classifier.httpPort() + "/replay/jobs"));
    assertEquals(404, answer.statusCode());
  }

  @Test
  void shouldListAllJobsByTheCommandAndOverHttp() throws Exception {
    var made = post("/replay/jobs", "{\"stage\": \"rois\", \"from\": \"LATEST\"}");
    var job = JSON.readTree(made.body()).get("jobId").textValue();
    assertTrue(command(0, "replay", "list", "--json").contains(job));
    assertTrue(get(jobs("")).body().contains(job));
  }

  @Test
  void shouldSayByTheCommandWhatADryRunWouldCopyAndCopyNothing() throws Exception {
    var planned =
        JSON.readTree(
            command(
                0,
                "replay",
                "--stage",
                "rois",
                "--from",
                "EARLIEST",
                "--classifier",
                packageFolder(NEWER),
                "--dry-run",
                "--json"));
    assertEquals(2, planned.get("copied").intValue());
    assertTrue(planned.get("dryRun").booleanValue());
    var jobs = command(0, "replay", "list", "--json");
    assertTrue(!jobs.contains(planned.get("jobId").textValue()), jobs);
  }

  @Test
  void shouldRefuseByTheCommandAPackageThatNoApplicationRuns() throws Exception {
    var missing = "0".repeat(64);
    command(
        1, "replay", "--stage", "rois", "--from", "EARLIEST", "--classifier", missing, "--json");
  }

  private static String packageFolder(String name) {
    return Path.of(System.getProperty("seriesflow.root")).resolve(name).toString();
  }

  private static String command(int exitCode, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            120,
            false);
    var all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of("--bootstrap-servers", live.bootstrapServers(), "--registry", live.registryUrl()));
    assertEquals(
        exitCode, Seriesflow.run(terminal, all.toArray(String[]::new)), () -> err.toString(UTF_8));
    return out.toString(UTF_8);
  }

  private static URI jobs(String rest) {
    return URI.create("http://127.0.0.1:" + ports.classifier() + "/replay/jobs" + rest);
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.classifier() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(URI uri) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void awaitStatus(String job, String wanted) throws Exception {
    var deadline = Instant.now().plus(PATIENCE);
    JsonNode seen;
    do {
      seen = JSON.readTree(get(jobs("/" + job)).body());
      assertTrue(Instant.now().isBefore(deadline), "status is " + seen);
    } while (!seen.path("status").asText().equals(wanted));
  }

  /** Both series, each once, by the newer classifier, with the job in the header. */
  private static void assertRescored(String job) {
    var deadline = Instant.now().plus(PATIENCE);
    List<SeriesPredicted> said;
    do {
      said = predictions(Topics.PREDICTIONS_RESCORED).stream().filter(p -> isOf(p, job)).toList();
      assertTrue(Instant.now().isBefore(deadline), "rescored: " + said);
    } while (said.size() < 2);
    assertEquals(2, said.size());
    var newer = ModelPackage.load(Path.of(packageFolder(NEWER))).digest();
    for (var prediction : said) {
      assertEquals(ProcessingMode.REPLAY, prediction.getHeader().getMode());
      assertEquals(newer, prediction.getModels().getLast().getSha256());
    }
    assertEquals(series(predictions(Topics.PREDICTIONS)), series(said));
  }

  private static boolean isOf(SeriesPredicted prediction, String job) {
    return job.equals(prediction.getHeader().getJobId());
  }

  private static void assertLivePredictionsAreAsTheyWere() {
    var said = predictions(Topics.PREDICTIONS);
    assertEquals(2, said.size());
    var newer = ModelPackage.load(Path.of(packageFolder(NEWER))).digest();
    said.forEach(p -> assertNotEquals(newer, p.getModels().getLast().getSha256()));
  }

  private static Set<String> series(List<SeriesPredicted> predictions) {
    var series = new TreeSet<String>();
    predictions.forEach(p -> series.add(p.getHeader().getSeriesInstanceUid()));
    return series;
  }

  private static List<SeriesPredicted> predictions(Topic<SeriesPredicted> topic) {
    var predictions = new ArrayList<SeriesPredicted>();
    try (var registry = SchemaRegistryClient.at(live.registryUrl());
        var reader =
            EventReader.of(
                live.bootstrapServers(),
                new EventCodec(registry),
                topic,
                EventReader.From.BEGINNING)) {
      reader.readToEnd(read -> predictions.add(read.event()));
    }
    return predictions;
  }
}
