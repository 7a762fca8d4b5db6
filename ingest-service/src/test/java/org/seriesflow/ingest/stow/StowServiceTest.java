package org.seriesflow.ingest.stow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.FileIntake;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.events.Lane;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.ingest.SmallSeries;
import org.seriesflow.ingest.reception.Arrival;
import org.seriesflow.ingest.reception.InstanceLog;
import org.seriesflow.ingest.reception.ReceptionMetrics;
import org.seriesflow.ingest.reception.RefusalMetrics;
import org.seriesflow.ingest.reception.RequestRefusal;
import org.seriesflow.ingest.reception.StoringSink;
import org.seriesflow.rules.Lanes;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.PayloadQuery;

/** What becomes of requests: statuses, limits, and that nothing is acknowledged too early. */
class StowServiceTest {
  private static final SyntheticSpec SERIES =
      new SyntheticSpec(
          1, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 16, 16, 0.9, 1.2);
  private static final StowLimits LIMITS =
      new StowLimits(1, 1 << 20, 1 << 19, 1024, 10, Duration.ofSeconds(30));

  @TempDir Path folder;
  private final List<InstanceReceived> logged = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private FilePayloadStore payloads;
  private List<Path> files;

  @BeforeEach
  void makeStore() throws IOException {
    payloads = new FilePayloadStore(Files.createDirectory(folder.resolve("payloads")));
    files = SyntheticSeries.write(folder.resolve("series"), SERIES).subList(0, 4);
  }

  private Lanes lanes = Lanes.NONE;

  private StowService service(InstanceLog log, StowLimits limits, String... excluded) {
    return service(log, limits, List.of(), 0, excluded);
  }

  private StowService service(
      InstanceLog log, StowLimits limits, List<String> clients, long reserve, String... excluded) {
    var reception = new ReceptionMetrics(meters);
    var metrics = new RefusalMetrics(meters, reception);
    var sink =
        new StoringSink(
            payloads,
            log,
            reception,
            new StoringSink.Origin("ingest-service@test", ProcessingMode.LIVE, lanes),
            new StoringSink.Reserve(reserve, reserve),
            Clock.systemUTC(),
            Optional.empty());
    return new StowService(
        new FileIntake(
            Set.of(excluded),
            limits.partBytes(),
            metrics::instanceRefused,
            Optional.empty(),
            lanes.asked()),
        () -> sink.begin(Arrival.STOW),
        limits,
        new RemoteAddresses(clients),
        metrics,
        nanos::get);
  }

  @Test
  void shouldFindTheLaneOfEachPartByItsHeader() throws IOException {
    var uid = DicomFiles.readUids(files.get(1)).sopInstanceUid();
    lanes = SmallSeries.lanes(folder, "attribute: SOPInstanceUID, equals: " + uid);

    store(service(logged::add, LIMITS), StowBody.of(files.subList(0, 2)));

    assertEquals(
        List.of(Lane.ROUTINE, Lane.STAT),
        logged.stream().map(event -> event.getHeader().getLane()).toList());
  }

  private static StowService.Request request(String study) {
    return new StowService.Request(
        "127.0.0.1",
        Optional.of(StowBody.CONTENT_TYPE),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.ofNullable(study));
  }

  private static StowOutcome store(StowService service, byte[] body) {
    return service.store(request(null), new ByteArrayInputStream(body));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private double refusedRequests(RequestRefusal reason) {
    return meters
        .get("seriesflow.reception.requests.refused")
        .tag("reason", reason.name())
        .counter()
        .count();
  }

  private double refusedInstances(String reason) {
    return meters
        .get("seriesflow.reception.instances")
        .tags("outcome", "refused", "reason", reason)
        .counter()
        .count();
  }

  private long stored() {
    try (var all = payloads.list(PayloadQuery.all())) {
      return all.count();
    }
  }

  @Test
  void shouldStoreAndLogEachPart() {
    var outcome = store(service(logged::add, LIMITS), StowBody.of(files));

    assertEquals(200, outcome.status());
    assertEquals(4, outcome.stored().size());
    assertEquals(4, stored());
    assertEquals(4, logged.size());
    for (var event : logged) {
      assertEquals(IntakeSource.STOW, event.getSource());
      assertEquals(null, event.getCallingAeTitle());
      assertTrue(payloads.contains(event.getPayload()));
    }
  }

  @Test
  void shouldAnswerInTheWordsOfTheStandard() {
    var answer =
        StowAnswer.of(store(service(logged::add, LIMITS), StowBody.of(files.subList(0, 1))));

    var uid = logged.getFirst().getSopInstanceUid();
    assertEquals(
        "{\"00081190\":{\"vr\":\"UR\"},\"00081199\":{\"vr\":\"SQ\",\"Value\":["
            + "{\"00081150\":{\"vr\":\"UI\",\"Value\":[\"1.2.840.10008.5.1.4.1.1.4\"]},"
            + "\"00081155\":{\"vr\":\"UI\",\"Value\":[\""
            + uid
            + "\"]},\"00081190\":{\"vr\":\"UR\"}}]}}",
        answer.json());
    assertTrue(
        answer
            .xml()
            .contains(
                "<DicomAttribute tag=\"00081155\" vr=\"UI\" keyword=\"ReferencedSOPInstanceUID\">"
                    + "<Value number=\"1\">"
                    + uid
                    + "</Value></DicomAttribute>"),
        answer.xml());
  }

  @Test
  void shouldNameEachInstanceOfAnotherStudyAsAFailure() {
    var outcome =
        service(logged::add, LIMITS)
            .store(request("1.2.3"), new ByteArrayInputStream(StowBody.of(files)));

    assertEquals(409, outcome.status());
    assertEquals(4, outcome.failed().size());
    assertEquals(0xA900, outcome.failed().getFirst().reason());
    assertEquals(0, stored());
    assertTrue(
        StowAnswer.of(outcome)
            .json()
            .contains("\"00081197\":{\"vr\":\"US\",\"Value\":[" + 0xA900 + "]}"));
  }

  @Test
  void shouldRefuseAnExcludedClass() {
    var service = service(logged::add, LIMITS, "1.2.840.10008.5.1.4.1.1.4");

    var outcome = store(service, StowBody.of(files));

    assertEquals(409, outcome.status());
    assertEquals(0x0122, outcome.failed().getFirst().reason());
    assertEquals(4, refusedInstances("SOP_CLASS_NOT_SUPPORTED"));
  }

  @Test
  void shouldStoreTheRestBesideAPartThatIsNoDicomFile() throws IOException {
    var noDicom = Files.writeString(folder.resolve("no-dicom"), "hello");

    var outcome =
        store(
            service(logged::add, LIMITS),
            StowBody.of(List.of(files.get(0), noDicom, files.get(1))));

    assertEquals(202, outcome.status());
    assertEquals(2, outcome.stored().size());
    assertEquals(List.of(0xC000), outcome.others());
  }

  @Test
  void shouldSayUnavailableAndStopReadingWhereTheLogIsAway() {
    var body = new ByteArrayInputStream(StowBody.of(files));

    var outcome =
        service(
                event -> {
                  throw new TransientFaultException("the broker is away");
                },
                LIMITS)
            .store(request(null), body);

    assertEquals(503, outcome.status());
    assertEquals(0, outcome.stored().size());
    assertEquals(1, outcome.failed().size());
  }

  @Test
  void shouldSayUnavailableWhereThereIsLessRoomThanTheReserve() {
    var outcome =
        store(service(logged::add, LIMITS, List.of(), Long.MAX_VALUE), StowBody.of(files));

    assertEquals(503, outcome.status());
    assertEquals(0, logged.size());
    assertEquals(1, refusedInstances("OUT_OF_RESOURCES"));
  }

  @Test
  void shouldNameWhatWasStoredBeforeTheLogWentAway() {
    var outcome =
        store(
            service(
                event -> {
                  if (logged.size() == 2) {
                    throw new TransientFaultException("the broker is away");
                  }
                  logged.add(event);
                },
                LIMITS),
            StowBody.of(files));

    assertEquals(202, outcome.status());
    assertEquals(2, outcome.stored().size());
    assertEquals(2, outcome.failed().size());
    assertEquals(0xA700, outcome.failed().getFirst().reason());
  }

  @Test
  void shouldNameWhatWasStoredBeforeTheBodyBroke() {
    var body = StowBody.of(files);

    var outcome = store(service(logged::add, LIMITS), Arrays.copyOf(body, body.length - 100));

    assertEquals(202, outcome.status());
    assertEquals(3, outcome.stored().size());
    assertEquals(3, logged.size());
    assertEquals(3, stored());
    assertEquals(List.of(0xC000), outcome.others());
    assertEquals(1, refusedRequests(RequestRefusal.MALFORMED));
  }

  @Test
  void shouldRefuseABodyThatIsNoMultipart() {
    var outcome = service(logged::add, LIMITS).store(request(null), stream("hello"));

    assertEquals(400, outcome.status());
  }

  @Test
  void shouldRefuseABodyWithoutAPart() {
    var outcome = service(logged::add, LIMITS).store(request(null), stream("--stow-test--\r\n"));

    assertEquals(400, outcome.status());
  }

  @Test
  void shouldRefuseOtherMediaTypes() {
    var service = service(logged::add, LIMITS);
    for (var type :
        List.of(
            "application/dicom",
            "multipart/related; type=\"application/dicom+json\"; boundary=x",
            "multipart/form-data; boundary=x",
            "multipart/related; type=\"application/dicom\"",
            "nonsense")) {
      var request =
          new StowService.Request(
              "127.0.0.1",
              Optional.of(type),
              Optional.empty(),
              OptionalLong.empty(),
              Optional.empty());
      assertEquals(415, service.store(request, stream("")).status(), type);
    }
    assertEquals(5, refusedRequests(RequestRefusal.MEDIA_TYPE));
  }

  @Test
  void shouldRefuseALengthAboveTheLimitBeforeReading() {
    var request =
        new StowService.Request(
            "127.0.0.1",
            Optional.of(StowBody.CONTENT_TYPE),
            Optional.empty(),
            OptionalLong.of(LIMITS.requestBytes() + 1),
            Optional.empty());

    assertEquals(413, service(logged::add, LIMITS).store(request, null).status());
  }

  @Test
  void shouldRefuseABodyThatIsLongerThanTheLimit() {
    var limits = new StowLimits(1, 1000, 1 << 19, 1024, 10, Duration.ofSeconds(30));

    assertEquals(413, store(service(logged::add, limits), StowBody.of(files)).status());
    assertEquals(0, stored());
  }

  @Test
  void shouldRefuseAPartThatIsLongerThanTheLimit() {
    var limits = new StowLimits(1, 1 << 20, 1000, 1024, 10, Duration.ofSeconds(30));

    var outcome = store(service(logged::add, limits), StowBody.of(files));

    assertEquals(413, outcome.status());
    assertEquals(4, outcome.failed().size());
    assertEquals(4, refusedInstances("TOO_LARGE"));
  }

  @Test
  void shouldRefuseMorePartsThanTheLimit() {
    var limits = new StowLimits(1, 1 << 20, 1 << 19, 1024, 3, Duration.ofSeconds(30));

    var outcome = store(service(logged::add, limits), StowBody.of(files));

    assertEquals(202, outcome.status());
    assertEquals(3, outcome.stored().size());
    assertEquals(1, refusedRequests(RequestRefusal.TOO_LARGE));
  }

  @Test
  void shouldEndARequestThatTrickles() {
    var trickle =
        new FilterInputStream(new ByteArrayInputStream(StowBody.of(files))) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            return super.read(bytes, offset, Math.min(length, 1));
          }
        };

    var outcome = service(logged::add, LIMITS).store(request(null), trickle);

    assertEquals(408, outcome.status());
    assertEquals(Duration.ofSeconds(31).toNanos(), nanos.get());
    assertEquals(1, refusedRequests(RequestRefusal.NOT_SENDING));
  }

  @Test
  void shouldRefuseRequestsBeyondTheLimit() throws Exception {
    var service = service(logged::add, LIMITS);
    var reading = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var slow =
        new FilterInputStream(new ByteArrayInputStream(StowBody.of(files))) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            reading.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return super.read(bytes, offset, length);
          }
        };
    var first = new FutureTask<>(() -> service.store(request(null), slow));
    Thread.ofPlatform().start(first);
    reading.await();

    assertEquals(503, store(service, StowBody.of(files)).status());
    assertEquals(1, refusedRequests(RequestRefusal.LIMIT));
    goOn.countDown();
    assertEquals(200, first.get().status());
    assertEquals(200, store(service, StowBody.of(files)).status());
  }

  @Test
  void shouldServeOnlyTheClientsOfItsList() {
    var service = service(logged::add, LIMITS, List.of("192.0.2.0/24"), 0);

    assertEquals(403, store(service, StowBody.of(files)).status());
    assertEquals(0, stored());
    assertEquals(1, refusedRequests(RequestRefusal.ADDRESS));
  }

  @Test
  void shouldTakeNothingMoreOnceItIsClosed() {
    var service = service(logged::add, LIMITS);
    service.close(Duration.ZERO);

    assertEquals(503, store(service, StowBody.of(files)).status());
    assertEquals(0, logged.size());
  }
}
