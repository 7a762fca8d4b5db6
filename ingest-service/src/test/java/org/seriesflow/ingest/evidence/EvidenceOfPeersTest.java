package org.seriesflow.ingest.evidence;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.seriesflow.dicom.AssociationInfo;
import org.seriesflow.dicom.InstanceSink;
import org.seriesflow.dicom.SeriesNotifications.Kind;
import org.seriesflow.dicom.SeriesNotifications.NamedSeries;
import org.seriesflow.dicom.SeriesNotifications.Notification;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesEvidence;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.evidence.SeriesEvidenceLog;

class EvidenceOfPeersTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final AssociationInfo CT = new AssociationInfo("CT1", "SERIESFLOW", "127.0.0.1");
  private static final InstanceSink NOWHERE =
      association -> {
        throw new IllegalStateException("nothing is sent here");
      };

  private final List<SeriesEvidence> logged = new ArrayList<>();
  private final EvidenceOfPeers peers = peers(logged::add);

  private static EvidenceOfPeers peers(SeriesEvidenceLog.Target target) {
    return new EvidenceOfPeers(
        new SeriesEvidenceLog(
            target, "ingest-service@test", ProcessingMode.LIVE, Clock.fixed(NOW, ZoneOffset.UTC)));
  }

  private static EvidenceOfPeers withoutLog() {
    return peers(
        evidence -> {
          throw new TransientFaultException("the log is away", null);
        });
  }

  private static Notification step(NamedSeries... series) {
    return new Notification(Kind.PERFORMED_PROCEDURE_STEP, CT, "1.8", "", List.of(series));
  }

  @Test
  void shouldLetNobodyInWhereTheSinkThatIsHeardHasNoRoom() {
    var full =
        new InstanceSink() {
          @Override
          public Optional<String> congestion() {
            return Optional.of("no room");
          }

          @Override
          public Intake begin(AssociationInfo association) {
            throw new IllegalStateException("nothing is sent here");
          }
        };

    assertEquals(Optional.of("no room"), peers.hearing(full).congestion());
  }

  @Test
  void shouldLogEachSeriesOfANotification() throws IOException {
    peers.notified(
        step(
            new NamedSeries("1.2.1", List.of("1.2.1.1", "1.2.1.2")),
            new NamedSeries("1.2.2", List.of("1.2.2.1"))));

    assertEquals(2, logged.size());
    var first = logged.getFirst();
    assertEquals("1.2.1", first.getHeader().getSeriesInstanceUid());
    assertEquals(CompletionEvidence.PERFORMED_PROCEDURE_STEP, first.getEvidence());
    assertEquals(List.of("1.2.1.1", "1.2.1.2"), first.getSopInstanceUids());
    assertEquals("1.8", first.getMessageUid());
    assertEquals("CT1", first.getAeTitle());
    assertEquals(NOW, first.getObservedAt());
  }

  @Test
  void shouldSplitALongNotificationAndMarkAllPartsButTheLast() throws IOException {
    var names = IntStream.rangeClosed(1, 12_001).mapToObj(number -> "1.2.1." + number).toList();

    peers.notified(step(new NamedSeries("1.2.1", names)));

    assertEquals(
        List.of(true, true, false), logged.stream().map(SeriesEvidence::getMoreFollow).toList());
    assertEquals(
        names, logged.stream().flatMap(event -> event.getSopInstanceUids().stream()).toList());
  }

  @Test
  void shouldNotTellSuccessWhereTheLogIsAway() {
    assertThrows(
        IOException.class,
        () -> withoutLog().notified(step(new NamedSeries("1.2.1", List.of("1.2.1.1")))));
  }

  @Test
  void shouldLogTheSeriesOfAReleasedAssociation() {
    peers.hearing(NOWHERE).released(CT, Map.of("1.2.1", "1.2"));

    var event = logged.getFirst();
    assertEquals(CompletionEvidence.ASSOCIATION_RELEASED, event.getEvidence());
    assertEquals("1.2", event.getHeader().getStudyInstanceUid());
    assertTrue(event.getSopInstanceUids().isEmpty());
  }

  @Test
  void shouldLetAReleaseGoUnheardWhereTheLogIsAway() {
    assertDoesNotThrow(() -> withoutLog().hearing(NOWHERE).released(CT, Map.of("1.2.1", "1.2")));
  }
}
