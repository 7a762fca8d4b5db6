package org.seriesflow.ingest.reception;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.AssociationInfo;
import org.seriesflow.dicom.InstanceHeader;
import org.seriesflow.dicom.InstanceUids;
import org.seriesflow.dicom.IntakeException;
import org.seriesflow.dicom.OriginalIdentity;
import org.seriesflow.events.ConcatenationPart;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.rules.Lanes;
import org.seriesflow.streaming.Traceparent;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.identity.Identity;
import org.seriesflow.streaming.identity.IdentityKey;
import org.seriesflow.streaming.identity.IdentityVault;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadQuery;

class StoringSinkTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final AssociationInfo ROUTER =
      new AssociationInfo("ROUTER", "SERIESFLOW", "127.0.0.1");
  private static final byte[] BYTES = {1, 2, 3};

  @TempDir Path directory;
  private final List<InstanceReceived> logged = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private FilePayloadStore payloads;

  @BeforeEach
  void makeStore() throws IOException {
    payloads = new FilePayloadStore(Files.createDirectory(directory.resolve("payloads")));
  }

  private StoringSink sink(InstanceLog log, long reservedBytes) {
    return sink(log, new StoringSink.Reserve(reservedBytes, reservedBytes));
  }

  private StoringSink sink(InstanceLog log, StoringSink.Reserve reserve) {
    return sink(log, reserve, Optional.empty());
  }

  private StoringSink sink(
      InstanceLog log, StoringSink.Reserve reserve, Optional<IdentityKeeper> identities) {
    return new StoringSink(
        payloads,
        log,
        new ReceptionMetrics(meters),
        new StoringSink.Origin("ingest-service@test", ProcessingMode.LIVE, Lanes.NONE),
        reserve,
        Clock.fixed(NOW, ZoneOffset.UTC),
        identities);
  }

  private static InstanceUids uids(int number) {
    return new InstanceUids(
        "1.2.840.10008.5.1.4.1.1.4", "1.2.3." + number, "1.2.3", "1.2", "1.2.840.10008.1.2.1");
  }

  private static void take(StoringSink sink, int number) throws IntakeException, IOException {
    try (var intake = sink.begin(ROUTER)) {
      intake.output().write(BYTES);
      intake.complete(InstanceHeader.of(uids(number)));
    }
  }

  private double counted(String outcome, String reason) {
    return meters
        .get("seriesflow.reception.instances")
        .tags("outcome", outcome, "reason", reason)
        .counter()
        .count();
  }

  @Test
  void shouldHaveStoredTheInstanceBeforeTheLogIsTold() throws Exception {
    var storedFirst = new ArrayList<Boolean>();
    var sink = sink(event -> storedFirst.add(payloads.contains(event.getPayload())), 0);

    take(sink, 1);

    assertEquals(List.of(true), storedFirst);
  }

  @Test
  void shouldLogWhatWasReceivedFromWhomAndWhen() throws Exception {
    take(sink(logged::add, 0), 1);

    var event = logged.getFirst();
    assertEquals("1.2.3", event.getHeader().getSeriesInstanceUid());
    assertEquals("1.2", event.getHeader().getStudyInstanceUid());
    assertEquals("1.2.3.1", event.getSopInstanceUid());
    assertEquals("ROUTER", event.getCallingAeTitle());
    assertEquals(NOW, event.getReceivedAt());
    try (var file = payloads.fetch(event.getPayload())) {
      assertArrayEquals(BYTES, Files.readAllBytes(file.file()));
    }
    assertEquals(1, counted("received", ""));
  }

  @Test
  void shouldLogWhereTheImageLiesWhatItIsAPartOfAndWhichScannerMadeIt() throws Exception {
    var header =
        new InstanceHeader(
            uids(1),
            Optional.of("4711"),
            Optional.of(
                new InstanceHeader.ImagePlane(
                    new Vector3(1, 2, 3), new Vector3(1, 0, 0), new Vector3(0, 1, 0))),
            Optional.of(new InstanceHeader.ConcatenationPart("1.2.7", 2, Optional.of(5))),
            Map.of());
    try (var intake = sink(logged::add, 0).begin(ROUTER)) {
      intake.output().write(BYTES);
      intake.complete(header);
    }

    var event = logged.getFirst();
    assertEquals("4711", event.getScanner());
    assertEquals(3, event.getImagePositionPatient().getZ());
    assertEquals(List.of(1.0, 0.0, 0.0, 0.0, 1.0, 0.0), event.getImageOrientationPatient());
    assertEquals(new ConcatenationPart("1.2.7", 2, 5), event.getConcatenation());
  }

  @Test
  void shouldGiveInstancesOfASeriesOneTraceAndSpansOfTheirOwn() throws Exception {
    var sink = sink(logged::add, 0);
    take(sink, 1);
    take(sink, 2);

    var first = Traceparent.parse(logged.get(0).getHeader().getTraceparent()).orElseThrow();
    var second = Traceparent.parse(logged.get(1).getHeader().getTraceparent()).orElseThrow();
    assertEquals(first.traceId(), second.traceId());
    assertNotEquals(first.spanId(), second.spanId());
  }

  @Test
  void shouldLetNobodyInWhileThereIsLessRoomThanAssociationsNeed() {
    var sink = sink(logged::add, new StoringSink.Reserve(0, Long.MAX_VALUE));

    assertTrue(sink.congestion().orElseThrow().contains("fewer than the " + Long.MAX_VALUE));
  }

  @Test
  void shouldStillTakeInstancesOfOpenAssociationsThen() throws Exception {
    take(sink(logged::add, new StoringSink.Reserve(0, Long.MAX_VALUE)), 1);

    assertEquals(1, logged.size());
  }

  @Test
  void shouldLetNobodyInWhileTheStoreIsAway() throws Exception {
    Files.delete(directory.resolve("payloads"));

    assertTrue(sink(logged::add, 0).congestion().isPresent());
  }

  @Test
  void shouldLetPeersInWhereThereIsRoom() {
    assertEquals(Optional.empty(), sink(logged::add, 0).congestion());
  }

  @Test
  void shouldAskTheSenderToSendAgainWhenTheLogIsAwayAndKeepTheInstance() {
    var sink =
        sink(
            event -> {
              throw new TransientFaultException("the broker is away");
            },
            0);

    var refusal = assertThrows(IntakeException.class, () -> take(sink, 1));

    assertEquals(IntakeException.Kind.OUT_OF_RESOURCES, refusal.kind());
    try (var stored = payloads.list(PayloadQuery.all())) {
      assertEquals(1, stored.count());
    }
    assertEquals(1, counted("refused", "OUT_OF_RESOURCES"));
  }

  @Test
  void shouldRefuseWhileTheStoreIsAway() throws Exception {
    Files.delete(directory.resolve("payloads"));

    var refusal = assertThrows(IntakeException.class, () -> sink(logged::add, 0).begin(ROUTER));

    assertEquals(IntakeException.Kind.OUT_OF_RESOURCES, refusal.kind());
  }

  @Test
  void shouldRefuseWhileThereIsLessRoomThanTheReserve() {
    var refusal =
        assertThrows(IntakeException.class, () -> sink(logged::add, Long.MAX_VALUE).begin(ROUTER));

    assertEquals(IntakeException.Kind.OUT_OF_RESOURCES, refusal.kind());
    assertTrue(refusal.getMessage().contains("reserved"));
  }

  @Test
  void shouldTurnAFaultOfOursIntoAStatus() {
    var sink =
        sink(
            event -> {
              throw new IllegalStateException("a bug");
            },
            0);

    var refusal = assertThrows(IntakeException.class, () -> take(sink, 1));

    assertEquals(IntakeException.Kind.PROCESSING_FAILURE, refusal.kind());
  }

  private IntakeException refusalOfADeidentifiedInstance() {
    var key = IdentityKey.ofBase64(Base64.getEncoder().encodeToString(new byte[32]));
    var vault =
        new IdentityVault(payloads, new FilePayloadStore(directory.resolve("patient-keys")), key);
    var sink =
        sink(logged::add, new StoringSink.Reserve(0, 0), Optional.of(new IdentityKeeper(vault)));
    var identity = new OriginalIdentity("4711", "KLINIK", "ACC-17", "1.7", "1.7.1", "1.7.1.1");
    return assertThrows(
        IntakeException.class,
        () -> {
          try (var intake = sink.begin(ROUTER)) {
            intake.deidentified(identity, uids(1));
          }
        });
  }

  @Test
  void shouldAskTheSenderToSendAgainWhileThePatientKeysAreAway() {
    assertEquals(IntakeException.Kind.OUT_OF_RESOURCES, refusalOfADeidentifiedInstance().kind());
    assertEquals(1, counted("refused", "OUT_OF_RESOURCES"));
  }

  @Test
  void shouldTurnAPatientKeyThatIsDamagedIntoAStatus() throws Exception {
    var keys = new FilePayloadStore(Files.createDirectory(directory.resolve("patient-keys")));
    var key = IdentityKey.ofBase64(Base64.getEncoder().encodeToString(new byte[32]));
    new IdentityVault(payloads, keys, key)
        .keep("1.2.9", new Identity("4711", "KLINIK", "ACC-17", "1.7", "1.7.9"));
    try (var all = keys.list(PayloadQuery.all().ofMediaType(MediaTypes.PATIENT_KEY))) {
      var file =
          directory
              .resolve("patient-keys")
              .resolve(all.findFirst().orElseThrow().reference().getKey());
      Files.write(file, new byte[] {1});
    }

    assertEquals(IntakeException.Kind.PROCESSING_FAILURE, refusalOfADeidentifiedInstance().kind());
  }

  @Test
  void shouldLeaveNothingOfAnInstanceThatWasNotCompleted() throws Exception {
    try (var intake = sink(logged::add, 0).begin(ROUTER)) {
      intake.output().write(BYTES);
    }

    try (var stored = payloads.list(PayloadQuery.all())) {
      assertFalse(stored.findAny().isPresent());
    }
    assertTrue(logged.isEmpty());
  }
}
