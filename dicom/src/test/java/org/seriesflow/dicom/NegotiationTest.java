package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.ReceiverObserver.ContextRefusal;
import org.seriesflow.dicom.ReceiverObserver.Rejection;

/** Who is let in, for what, and with which words others are turned away. */
class NegotiationTest {
  private static final int SOP_CLASS_NOT_SUPPORTED = 0x0122;
  private static final int INVALID_SOP_INSTANCE = 0x0117;
  private static final int CANNOT_UNDERSTAND = 0xC000;
  private static final int DATA_SET_LAST = 2;
  private static final String PRIVATE = "1.3.6.1.4.1.55555.1";
  private static final String TO_COME = "1.2.840.10008.5.1.4.999.1";

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

  private RawPeer peer(PeerPolicy policy) throws IOException {
    if (receiver == null) {
      receiver = DicomReceiver.start(ReceiverSettings.onLoopback(0).with(policy), sink, observer);
    }
    return new RawPeer(receiver.port());
  }

  @Test
  void shouldRejectACalledTitleThatIsNotServed() throws IOException {
    try (var peer = peer(PeerPolicy.OPEN.withCalledAets(Set.of("SERIESFLOW")))) {
      var answer = peer.associate("OTHER", "SCU", RawPeer.CT);
      assertEquals(RawPeer.ASSOCIATE_RJ, answer.type());
      assertEquals(List.of(1, 1, 7), answer.codes());
    }
    assertEquals(List.of(Rejection.CALLED_AE_TITLE), RecordingObserver.list(observer.rejections));
  }

  @Test
  void shouldRejectACallingTitleThatIsNotServed() throws IOException {
    try (var peer = peer(PeerPolicy.OPEN.withCallingAets(Set.of("CT1", "MR1")))) {
      var answer = peer.associate("SERIESFLOW", "CT2", RawPeer.CT);
      assertEquals(RawPeer.ASSOCIATE_RJ, answer.type());
      assertEquals(List.of(1, 1, 3), answer.codes());
    }
    assertEquals(List.of(Rejection.CALLING_AE_TITLE), RecordingObserver.list(observer.rejections));
  }

  @Test
  void shouldServeEachOfSeveralTitles() throws IOException {
    var policy =
        PeerPolicy.OPEN.withCalledAets(Set.of("A", "B")).withCallingAets(Set.of("CT1", "MR1"));
    for (var called : List.of("A", "B")) {
      for (var calling : List.of("CT1", "MR1")) {
        try (var peer = peer(policy)) {
          assertEquals(RawPeer.ASSOCIATE_AC, peer.associate(called, calling, RawPeer.CT).type());
        }
      }
    }
  }

  @Test
  void shouldRejectOneAssociationTooManyAsTransient() throws IOException {
    var policy = PeerPolicy.OPEN.withMaxAssociations(2);
    try (var first = peer(policy);
        var second = peer(policy);
        var third = peer(policy)) {
      first.associate("SCP", "ONE", RawPeer.CT);
      second.associate("SCP", "TWO", RawPeer.CT);
      var answer = third.associate("SCP", "THREE", RawPeer.CT);
      assertEquals(RawPeer.ASSOCIATE_RJ, answer.type());
      assertEquals(List.of(2, 3, 2), answer.codes());
    }
    assertEquals(List.of(Rejection.LOCAL_LIMIT), RecordingObserver.list(observer.rejections));
  }

  @Test
  void shouldRejectAsCongestedWhileTheSinkHasNoRoomForFurtherAssociations() throws IOException {
    try (var first = peer(PeerPolicy.OPEN);
        var second = peer(PeerPolicy.OPEN)) {
      assertEquals(RawPeer.ASSOCIATE_AC, first.associate("SCP", "ONE", RawPeer.CT).type());
      sink.congestion = Optional.of("no room");
      var answer = second.associate("SCP", "TWO", RawPeer.CT);
      assertEquals(RawPeer.ASSOCIATE_RJ, answer.type());
      assertEquals(List.of(2, 3, 1), answer.codes());
    }
    assertEquals(List.of(Rejection.CONGESTION), RecordingObserver.list(observer.rejections));
  }

  @Test
  void shouldRefuseAnExcludedClassAndTakeTheOthers() throws IOException {
    try (var peer = peer(PeerPolicy.OPEN.withoutSopClasses(Set.of(RawPeer.MR)))) {
      var answer = peer.associate("SCP", "SCU", RawPeer.CT, RawPeer.MR);
      assertEquals(List.of(0, 3), results(answer));
    }
    assertEquals(
        List.of(ContextRefusal.EXCLUDED_SOP_CLASS), RecordingObserver.list(observer.contexts));
  }

  @Test
  void shouldRefuseWhatIsNoStorage() throws IOException {
    try (var peer = peer(PeerPolicy.OPEN)) {
      var find = "1.2.840.10008.5.1.4.1.2.2.1";
      var inventoryFind = "1.2.840.10008.5.1.4.1.1.201.2";
      var hangingProtocol = "1.2.840.10008.5.1.4.38.1";
      var answer = peer.associate("SCP", "SCU", find, inventoryFind, hangingProtocol);
      assertEquals(List.of(3, 3, 3), results(answer));
    }
  }

  @Test
  void shouldTakeAClassThatThePeerStatesToBeStorage() throws IOException {
    try (var peer = peer(PeerPolicy.OPEN)) {
      var stated = commonExtended(TO_COME, StorageClasses.STORAGE_SERVICE_CLASS);
      assertEquals(List.of(0, 0), results(peer.associate("SCP", "A", stated, TO_COME, PRIVATE)));
    }
    try (var peer = peer(PeerPolicy.OPEN)) {
      var stated = commonExtended(PRIVATE, "1.2.3.4");
      assertEquals(List.of(3, 3), results(peer.associate("SCP", "A", stated, TO_COME, PRIVATE)));
    }
  }

  @Test
  void shouldSayThatItKeepsEveryByteWhereThePeerNegotiatesThat() throws IOException {
    try (var peer = peer(PeerPolicy.OPEN)) {
      var asked = RawPeer.item(0x56, uidField(RawPeer.CT), new byte[] {3, 0, 0, 0, 2, 0});
      var answer = peer.associate("SCP", "SCU", asked, RawPeer.CT);
      var expected = HexFormat.of().formatHex(uidField(RawPeer.CT)) + "020003000000";
      var body = HexFormat.of().formatHex(answer.body());
      assertTrue(body.contains(expected), body);
    }
  }

  @Test
  void shouldAnswerAnExcludedClassThatAnotherContextCarries() throws IOException {
    try (var peer = peer(PeerPolicy.OPEN.withoutSopClasses(Set.of(RawPeer.MR)))) {
      peer.associate("SCP", "SCU", RawPeer.CT);
      assertEquals(SOP_CLASS_NOT_SUPPORTED, store(peer, RawPeer.MR, "2.25.1"));
    }
    assertEquals(
        List.of(IntakeException.Kind.SOP_CLASS_NOT_SUPPORTED),
        RecordingObserver.list(observer.instances));
    assertEquals(0, sink.senders.size());
  }

  @Test
  void shouldAnswerAnInstanceUidThatIsNone() throws IOException {
    try (var peer = peer(PeerPolicy.OPEN)) {
      peer.associate("SCP", "SCU", RawPeer.CT);
      assertEquals(INVALID_SOP_INSTANCE, store(peer, RawPeer.CT, "not.a.uid"));
    }
  }

  @Test
  void shouldAnswerAStoreWithoutADataSet() throws IOException {
    try (var peer = peer(PeerPolicy.OPEN)) {
      peer.associate("SCP", "SCU", RawPeer.CT);
      peer.sendCommand(1, RawPeer.withoutDataSet(RawPeer.storeRequest(RawPeer.CT, "2.25.1")));
      assertEquals(CANNOT_UNDERSTAND, peer.readStatus());
    }
  }

  @Test
  void shouldCountAnInstanceThatItCannotRead() throws IOException {
    try (var peer = peer(PeerPolicy.OPEN)) {
      peer.associate("SCP", "SCU", RawPeer.CT);
      assertEquals(CANNOT_UNDERSTAND, store(peer, RawPeer.CT, "2.25.1"));
    }
    assertEquals(
        List.of(IntakeException.Kind.CANNOT_UNDERSTAND),
        RecordingObserver.list(observer.instances));
  }

  /** Sends a data set of nothing but a patient's sex, and gives the status. */
  private static int store(RawPeer peer, String sopClass, String sopInstance) throws IOException {
    peer.sendCommand(1, RawPeer.storeRequest(sopClass, sopInstance));
    peer.sendFragment(1, DATA_SET_LAST, new byte[] {0x10, 0, 0x40, 0, 2, 0, 0, 0, 'O', ' '});
    return peer.readStatus();
  }

  /** Results of the presentation contexts of an A-ASSOCIATE-AC, in their order. */
  private static List<Integer> results(RawPeer.Pdu accepted) {
    assertEquals(RawPeer.ASSOCIATE_AC, accepted.type());
    var body = accepted.body();
    var results = new ArrayList<Integer>();
    var at = 68;
    while (at < body.length) {
      var length = ((body[at + 2] & 0xFF) << 8) | (body[at + 3] & 0xFF);
      if (body[at] == 0x21) {
        results.add((int) body[at + 6]);
      }
      at += 4 + length;
    }
    return results;
  }

  private static byte[] uidField(String uid) throws IOException {
    var field = new ByteArrayOutputStream();
    var out = new DataOutputStream(field);
    out.writeShort(uid.length());
    out.writeBytes(uid);
    return field.toByteArray();
  }

  private static byte[] commonExtended(String sopClass, String serviceClass) throws IOException {
    return RawPeer.item(0x57, uidField(sopClass), uidField(serviceClass), new byte[] {0, 0});
  }
}
