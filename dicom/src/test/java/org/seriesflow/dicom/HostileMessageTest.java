package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.metric.Commands;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.ReceiverObserver.Cut;
import org.seriesflow.fuzzing.ByteMutations;
import org.seriesflow.fuzzing.Fuzzing;

/** Whatever a peer says, it costs that peer its association, and nobody else anything. */
class HostileMessageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Some connections at once, each with buffers for the longest PDU. */
  private static final long MOST_ALLOCATED = 16L << 20;

  /** After so many, and at the end, a peer that behaves is served. */
  private static final int BATCH = 100;

  private static final int OPEN_AT_ONCE = 16;
  private static final int DATA_SET_LAST = 2;
  private static final int COMMAND = 1;
  private static final String COMMITMENT = UID.StorageCommitmentPushModelSOPClass;

  @TempDir Path folder;

  private final RecordingObserver observer = new RecordingObserver();
  private final Deque<RawPeer> hostile = new ArrayDeque<>();
  private FolderSink sink;
  private DicomReceiver receiver;
  private byte[] dataSet;

  @BeforeAll
  static void silence() {
    HostileSeeds.quietly();
  }

  @AfterAll
  static void speak() {
    HostileSeeds.loudly();
  }

  @BeforeEach
  void start() throws IOException {
    sink = new FolderSink(Files.createDirectory(folder.resolve("received")));
    receiver = DicomReceiver.start(ReceiverSettings.onLoopback(0), sink, observer);
    var file =
        new TinySeries(folder.resolve("sent"))
            .slices(1)
            .encoded(UID.ImplicitVRLittleEndian)
            .write()
            .getFirst()
            .file();
    var whole = Files.readAllBytes(file);
    var offset = Math.toIntExact(DicomFiles.open(file).dataSetOffset());
    dataSet = java.util.Arrays.copyOfRange(whole, offset, whole.length);
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private RawPeer associated(String... abstractSyntaxes) throws IOException {
    var peer = new RawPeer(receiver.port());
    assertEquals(RawPeer.ASSOCIATE_AC, peer.associate("SCP", "PEER", abstractSyntaxes).type());
    return peer;
  }

  private int storedBy(RawPeer peer, byte[] instance) throws IOException {
    peer.sendCommand(1, RawPeer.storeRequest(RawPeer.MR, "2.25.100"));
    peer.sendFragment(1, DATA_SET_LAST, instance);
    return peer.readStatus();
  }

  private void assertServes() throws IOException {
    try (var peer = associated(RawPeer.MR)) {
      assertEquals(0, storedBy(peer, dataSet));
    }
    Files.delete(sink.fileOf("2.25.100"));
  }

  private void assertCut(RawPeer peer, Cut expected) throws IOException {
    assertEquals(RawPeer.ABORT, peer.read().type());
    peer.awaitEnd();
    assertEquals(List.of(expected), RecordingObserver.list(observer.cuts));
    assertServes();
  }

  /** Whole conversations, as they go over the wire. */
  private List<byte[]> conversations() throws IOException {
    var associate =
        RawPeer.associateRequest(
            "SCP",
            "PEER",
            ByteMutations.joined(
                RawPeer.item(0x52, RawPeer.text("2.25.7")),
                RawPeer.item(0x53, new byte[] {0, 1, 0, 1}),
                RawPeer.item(0x54, new byte[] {0, 4}, RawPeer.text("1.2\0"), new byte[] {1, 1}),
                RawPeer.item(0x55, RawPeer.text("FUZZ")),
                RawPeer.item(0x58, new byte[] {1, 1, 0, 2, 'm', 'e', 0, 0})),
            RawPeer.MR,
            UID.VerificationSOPClass,
            COMMITMENT);
    var release = RawPeer.pdu(5, new byte[4]);
    var half = dataSet.length / 2;
    var first = java.util.Arrays.copyOf(dataSet, half);
    var second = java.util.Arrays.copyOfRange(dataSet, half, dataSet.length);
    var store =
        ByteMutations.joined(
            RawPeer.command(1, RawPeer.storeRequest(RawPeer.MR, "2.25.100")),
            RawPeer.fragment(1, 0, first),
            RawPeer.fragment(1, DATA_SET_LAST, second));
    var echo =
        RawPeer.command(3, RawPeer.withoutDataSet(Commands.mkCEchoRQ(2, UID.VerificationSOPClass)));
    var action =
        Commands.mkNActionRQ(
            3, COMMITMENT, UID.StorageCommitmentPushModelSOPInstance, 1, new Attributes());
    action.setInt(Tag.CommandDataSetType, VR.US, 0);
    var commit =
        ByteMutations.joined(
            RawPeer.command(5, action), RawPeer.fragment(5, DATA_SET_LAST, commitment()));
    var response = Commands.mkCStoreRSP(RawPeer.storeRequest(RawPeer.MR, "2.25.100"), 0);
    response.setInt(Tag.CommandDataSetType, VR.US, 0x0101);
    return List.of(
        ByteMutations.joined(associate, store, echo, release),
        ByteMutations.joined(associate, echo, store, store, RawPeer.pdu(7, new byte[4])),
        ByteMutations.joined(associate, commit, echo, release),
        ByteMutations.joined(associate, RawPeer.command(1, response), release),
        ByteMutations.joined(store, associate));
  }

  private static byte[] commitment() throws IOException {
    var information = new Attributes();
    information.setString(Tag.TransactionUID, VR.UI, "2.25.9");
    var item = new Attributes();
    item.setString(Tag.ReferencedSOPClassUID, VR.UI, RawPeer.MR);
    item.setString(Tag.ReferencedSOPInstanceUID, VR.UI, "2.25.100");
    information.newSequence(Tag.ReferencedSOPSequence, 1).add(item);
    return RawPeer.implicit(information);
  }

  @Test
  void shouldServeOthersWhateverAPeerSends() throws IOException {
    var conversations = conversations();
    var fuzzing =
        new Fuzzing(
            conversations, ByteMutations.all(conversations), 1500, PATIENCE, MOST_ALLOCATED);
    var sent = new int[1];

    fuzzing.run(
        bytes -> {
          var peer = new RawPeer(receiver.port());
          hostile.add(peer);
          peer.sendAndEnd(bytes);
          if (hostile.size() > OPEN_AT_ONCE) {
            awaitEnd(hostile.poll());
          }
          if (++sent[0] % BATCH == 0) {
            assertServesWhenAllHaveEnded();
          }
        });

    assertServesWhenAllHaveEnded();
  }

  private static void awaitEnd(RawPeer peer) throws IOException {
    try (peer) {
      peer.awaitEnd();
    }
  }

  private void assertServesWhenAllHaveEnded() throws IOException {
    while (!hostile.isEmpty()) {
      awaitEnd(hostile.poll());
    }
    Await.until(
        () -> receiver.openConnections() == 0 && receiver.openAssociations() == 0,
        PATIENCE,
        () ->
            "%d connections, %d associations"
                .formatted(receiver.openConnections(), receiver.openAssociations()));
    try (var left = Files.list(sink.folder)) {
      for (var file : left.toList()) {
        assertTrue(file.toString().endsWith(".dcm"), file + " was left");
        Files.delete(file);
      }
    }
    assertServes();
  }

  @Test
  void shouldCutACommandThatHasNoEnd() throws IOException {
    try (var peer = associated(RawPeer.MR)) {
      var element = new byte[1000];
      element[5] = (byte) (992 >> 8);
      element[4] = (byte) 992;
      for (var i = 0; i < 17; i++) {
        peer.sendFragment(1, COMMAND, element);
      }
      assertCut(peer, Cut.COMMAND_TOO_LONG);
    }
  }

  @Test
  void shouldCutACommandElementThatSaysItIsLongBeforeThereIsRoomForIt() throws IOException {
    try (var peer = associated(RawPeer.MR)) {
      peer.sendFragment(1, COMMAND, new byte[] {0, 0, 2, 0, 0, 0, 0, 4});
      assertCut(peer, Cut.COMMAND_TOO_LONG);
    }
  }

  @Test
  void shouldCutAResponseWithADataSet() throws IOException {
    try (var peer = associated(RawPeer.MR)) {
      var response = Commands.mkCStoreRSP(RawPeer.storeRequest(RawPeer.MR, "2.25.100"), 0);
      response.setInt(Tag.CommandDataSetType, VR.US, 0);
      peer.sendCommand(1, response);
      assertCut(peer, Cut.RESPONSE_WITH_DATA_SET);
    }
  }

  @Test
  void shouldReadACommandThatComesByteByByte() throws IOException {
    try (var peer = associated(RawPeer.MR)) {
      var command = RawPeer.implicitCommand(RawPeer.storeRequest(RawPeer.MR, "2.25.100"));
      for (var i = 0; i < command.length; i++) {
        peer.sendFragment(
            1,
            i == command.length - 1 ? COMMAND | DATA_SET_LAST : COMMAND,
            new byte[] {command[i]});
      }
      peer.sendFragment(1, DATA_SET_LAST, dataSet);
      assertEquals(0, peer.readStatus());
    }
  }

  @Test
  void shouldEndAnAssociationThatAsksForMoreContextsThanThereAreIdentifiers() throws IOException {
    var contexts = new ArrayList<String>();
    for (var i = 0; i < 300; i++) {
      contexts.add("1.2");
    }
    try (var peer = new RawPeer(receiver.port())) {
      peer.sendAndEnd(
          RawPeer.associateRequest("SCP", "PEER", new byte[0], contexts.toArray(String[]::new)));
      peer.awaitEnd();
    }
    assertServes();
  }

  @Test
  void shouldAbortAPduOfAnUnknownType() throws IOException {
    try (var peer = associated(RawPeer.MR)) {
      peer.send(RawPeer.pdu(0x4D, new byte[4]));
      assertEquals(RawPeer.ABORT, peer.read().type());
      peer.awaitEnd();
    }
    assertServes();
  }

  @Test
  void shouldForgetAPeerThatClosesItsHalfWithinAnInstance() throws IOException {
    try (var peer = associated(RawPeer.MR)) {
      peer.sendAndEnd(
          ByteMutations.joined(
              RawPeer.command(1, RawPeer.storeRequest(RawPeer.MR, "2.25.100")),
              RawPeer.fragment(1, 0, dataSet)));
      peer.awaitEnd();
    }
    Await.until(
        () -> receiver.openConnections() == 0,
        PATIENCE,
        () -> receiver.openConnections() + " connections");
    assertEquals(0, sink.completed.size());
    assertServes();
  }

  @Test
  void shouldAnswerADataSetWithoutBottomAndTakeTheNext() throws IOException {
    var level = new byte[] {8, 0, 0x40, 0x11, -1, -1, -1, -1, -2, -1, 0, -32, -1, -1, -1, -1};
    var nest = new byte[20_000][];
    java.util.Arrays.fill(nest, level);
    try (var peer = associated(RawPeer.MR)) {
      var whole = ByteMutations.joined(nest);
      peer.sendCommand(1, RawPeer.storeRequest(RawPeer.MR, "2.25.100"));
      for (var at = 0; at < whole.length; at += 16_000) {
        var end = Math.min(whole.length, at + 16_000);
        peer.sendFragment(
            1,
            end == whole.length ? DATA_SET_LAST : 0,
            java.util.Arrays.copyOfRange(whole, at, end));
      }
      assertEquals(IntakeException.Kind.CANNOT_UNDERSTAND.status(), peer.readStatus());
      assertEquals(0, storedBy(peer, dataSet));
    }
  }
}
