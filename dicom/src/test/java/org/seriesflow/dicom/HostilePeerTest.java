package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.metric.Commands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.ReceiverObserver.Cut;

/** No peer holds a thread for ever, and none keeps others out. */
class HostilePeerTest {
  /** Longer than any of the usual time-outs, so that what one of them ended shows as such. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int DATA_SET = 0;
  private static final int AT_ONCE = 30;

  @TempDir Path folder;

  private final RecordingObserver observer = new RecordingObserver();
  private FolderSink sink;
  private DicomReceiver receiver;

  @BeforeEach
  void prepare() throws IOException {
    sink = new FolderSink(Files.createDirectory(folder.resolve("received")));
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private void start(ReceiverTimeouts timeouts, PeerPolicy policy) throws IOException {
    receiver =
        DicomReceiver.start(
            ReceiverSettings.onLoopback(0).with(timeouts).with(policy), sink, observer);
  }

  private static ReceiverTimeouts timeouts(
      Duration associate, Duration idle, Duration read, Duration write) {
    return new ReceiverTimeouts(associate, idle, read, write, Duration.ZERO);
  }

  private RawPeer peer() throws IOException {
    return new RawPeer(receiver.port());
  }

  private void assertCut(Cut expected) {
    await(
        () ->
            receiver.openConnections() == 0
                && receiver.openAssociations() == 0
                && !observer.cuts.isEmpty());
    assertEquals(List.of(expected), RecordingObserver.list(observer.cuts));
  }

  private void await(BooleanSupplier condition) {
    Await.until(condition, PATIENCE, this::state);
  }

  /** Who is still there, who was sent away, and what the threads of associations are at. */
  private String state() {
    return "%d connections, %d associations, cut: %s, threads: %s"
        .formatted(
            receiver.openConnections(),
            receiver.openAssociations(),
            observer.cuts,
            associationThreads());
  }

  @Test
  void shouldCutAConnectionThatNeverAsksForAnAssociation() throws IOException {
    start(timeouts(SHORT, LONG, LONG, LONG), PeerPolicy.OPEN);
    try (var peer = peer()) {
      peer.awaitEnd();
    }
    assertCut(Cut.NO_ASSOCIATION_REQUEST);
  }

  @Test
  void shouldCutAPeerThatAsksForAnAssociationByteByByte() throws IOException {
    start(timeouts(SHORT, LONG, LONG, LONG), PeerPolicy.OPEN);
    var request = RawPeer.associateRequest("SCP", "LORIS", new byte[0], RawPeer.CT);
    var sent = new int[1];
    try (var peer = peer()) {
      peer.trickle(() -> peer.send(new byte[] {request[sent[0]++]}));
    }
    assertTrue(sent[0] < request.length, "it was not let to the end");
    assertCut(Cut.NO_ASSOCIATION_REQUEST);
  }

  @Test
  void shouldCutAPeerThatStopsInTheMiddleOfADataSet() throws IOException {
    start(timeouts(LONG, LONG, SHORT, LONG), PeerPolicy.OPEN);
    try (var peer = peer()) {
      peer.associate("SCP", "STALLED", RawPeer.CT);
      peer.sendCommand(1, RawPeer.storeRequest(RawPeer.CT, "2.25.1"));
      peer.sendFragment(1, DATA_SET, new byte[1000]);
      peer.awaitEnd();
    }
    assertCut(Cut.NOT_SENDING);
    assertEquals(0, sink.completed.size());
  }

  @Test
  void shouldCutAPeerThatTricklesADataSet() throws IOException {
    start(timeouts(LONG, LONG, SHORT, LONG), PeerPolicy.OPEN);
    try (var peer = peer()) {
      peer.associate("SCP", "LORIS", RawPeer.CT);
      peer.sendCommand(1, RawPeer.storeRequest(RawPeer.CT, "2.25.1"));
      peer.trickle(() -> peer.sendFragment(1, DATA_SET, new byte[] {8}));
    }
    assertCut(Cut.NOT_SENDING);
    await(this::leavesNothing);
  }

  private boolean leavesNothing() {
    try (var left = Files.list(sink.folder)) {
      return left.count() == 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void shouldCutAPeerThatNeverReadsItsAnswers() throws IOException {
    start(timeouts(LONG, LONG, LONG, SHORT), PeerPolicy.OPEN);
    try (var peer = new RawPeer(receiver.port(), 1024)) {
      peer.associate("SCP", "DEAF", UID.VerificationSOPClass);
      var echo = RawPeer.withoutDataSet(Commands.mkCEchoRQ(1, UID.VerificationSOPClass));
      assertThrows(
          IOException.class,
          () -> {
            while (true) {
              peer.sendCommand(1, echo);
            }
          });
    }
    assertCut(Cut.NOT_READING);
  }

  @Test
  void shouldAbortAnIdleAssociation() throws IOException {
    start(timeouts(LONG, SHORT, LONG, LONG), PeerPolicy.OPEN);
    try (var peer = peer()) {
      peer.associate("SCP", "IDLE", RawPeer.CT);
      assertEquals(RawPeer.ABORT, peer.read().type());
    }
    assertCut(Cut.IDLE);
  }

  @Test
  void shouldAbortBeforeMakingRoomForAPduThatIsTooLong() throws IOException {
    start(ReceiverTimeouts.USUAL, PeerPolicy.OPEN);
    try (var peer = peer()) {
      peer.send(new byte[] {1, 0, 0x00, (byte) 0xFF, 0, 0, 0, 1, 0, 0});
      var abort = peer.read();
      assertEquals(RawPeer.ABORT, abort.type());
      assertEquals(List.of(0, 2, 6), abort.codes());
    }
    assertCut(Cut.PDU_TOO_LONG);
  }

  @Test
  void shouldTakeAnAssociationWhileOthersHoldConnectionsHalfOpen() throws IOException {
    start(ReceiverTimeouts.USUAL, PeerPolicy.OPEN.withMaxAssociations(1));
    var silent = new ArrayList<RawPeer>();
    try (var peer = peer()) {
      for (var i = 0; i < 20; i++) {
        silent.add(peer());
      }
      await(() -> receiver.openConnections() == 21);
      assertEquals(RawPeer.ASSOCIATE_AC, peer.associate("SCP", "PATIENT", RawPeer.CT).type());
    } finally {
      for (var one : silent) {
        one.close();
      }
    }
  }

  @Test
  void shouldCloseConnectionsBeyondThoseThatItCanReject() throws IOException {
    start(ReceiverTimeouts.USUAL, PeerPolicy.OPEN.withMaxAssociations(1));
    var flood = new ArrayList<RawPeer>();
    try {
      for (var i = 0; i < 33; i++) {
        flood.add(peer());
      }
      await(() -> receiver.openConnections() == 33);
      try (var last = peer()) {
        last.awaitEnd();
      }
      assertEquals(List.of(Cut.TOO_MANY_CONNECTIONS), RecordingObserver.list(observer.cuts));
    } finally {
      for (var one : flood) {
        one.close();
      }
    }
    await(() -> receiver.openConnections() == 0);
  }

  @Test
  void shouldHoldNeitherThreadsNorMemoryAfterThousandsOfConnections() throws IOException {
    start(ReceiverTimeouts.USUAL, PeerPolicy.OPEN);
    var request = RawPeer.associateRequest("SCP", "FLOOD", new byte[0], RawPeer.CT);
    connect(10 * AT_ONCE, request);
    var heap = heapBytes();

    connect(70 * AT_ONCE, request);

    // 2 KiB a connection, which is less than any buffer of one.
    assertTrue(heapBytes() - heap < 4 << 20, "%d bytes more".formatted(heapBytes() - heap));
    try (var peer = peer()) {
      assertEquals(RawPeer.ASSOCIATE_AC, peer.associate("SCP", "PATIENT", RawPeer.CT).type());
    }
  }

  /**
   * Connections that say nothing, half of what they should, or all of it, and go away; a few at
   * once, since more than are let in would be turned away.
   */
  private void connect(int count, byte[] request) throws IOException {
    for (var i = 0; i < count; i++) {
      try (var peer = peer()) {
        peer.sendAndEnd(Arrays.copyOf(request, i % 3 * request.length / 2));
        if (i % AT_ONCE == AT_ONCE - 1) {
          // Connections are accepted in the order in which they were made.
          peer.awaitEnd();
        }
      }
      if (i % AT_ONCE == AT_ONCE - 1) {
        await(() -> receiver.openConnections() == 0 && receiver.openAssociations() == 0);
      }
    }
    await(() -> associationThreads().isEmpty());
    // A connection that stays until it is sent away is one that was held.
    assertEquals(List.of(), RecordingObserver.list(observer.cuts));
  }

  /** What the threads of associations are at. */
  private static List<String> associationThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().matches("dicom-receiver-[0-9]+"))
        .map(entry -> entry.getKey().getName() + ": " + Arrays.toString(entry.getValue()))
        .toList();
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
