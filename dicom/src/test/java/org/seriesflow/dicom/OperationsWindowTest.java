package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationsWindowTest {
  private static final int PATIENCE_SECONDS = 20;
  private static final int AT_ONCE = 3;

  @TempDir Path folder;

  private final CountDownLatch several = new CountDownLatch(AT_ONCE);
  private final AtomicInteger completing = new AtomicInteger();
  private final AtomicInteger mostCompleting = new AtomicInteger();
  private final AtomicInteger completed = new AtomicInteger();
  private final LinkedBlockingQueue<Integer> completedAtRelease = new LinkedBlockingQueue<>();

  private boolean waitsForSeveral;
  private int refuseNumber = -1;
  private List<Path> files;
  private DicomReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    files =
        SyntheticSeries.write(
            folder.resolve("series"),
            new SyntheticSpec(
                7, SyntheticSpec.Modality.CTA, SyntheticSpec.Plane.AXIAL, false, 32, 20, 6, 8));
    receiver = DicomReceiver.start(ReceiverSettings.onLoopback(0), new CountingSink());
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private SendReport send(int window) throws Exception {
    var settings = new SendSettings("127.0.0.1", receiver.port(), "TEST-SCU", "ANY-SCP");
    return DicomSender.send(files, settings.withWindow(window), SendProgress.SILENT);
  }

  @Test
  void shouldReadOnWhileInstancesAreMadeDurable() throws Exception {
    waitsForSeveral = true;

    var report = send(8);

    assertEquals(files.size(), report.sent());
    assertTrue(mostCompleting.get() >= AT_ONCE, mostCompleting + " at once");
  }

  @Test
  void shouldMakeOneInstanceDurableAfterTheOtherWherePeersNegotiateNoWindow() throws Exception {
    assertEquals(files.size(), send(1).sent());
    assertEquals(1, mostCompleting.get());
  }

  @Test
  void shouldGrantNoMoreThanItsOwnWindow() throws Exception {
    assertEquals(files.size(), send(1000).sent());
    assertTrue(mostCompleting.get() <= OperationsWindow.MOST, mostCompleting + " at once");
  }

  @Test
  void shouldTellOfTheReleaseWhenEveryInstanceWasAnswered() throws Exception {
    waitsForSeveral = true;
    send(8);

    assertEquals(files.size(), completedAtRelease.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void shouldAnswerEachInstanceOfAWindowWithItsOwnStatus() throws Exception {
    refuseNumber = 5;

    var report = send(8);

    assertEquals(files.size() - 1, report.sent());
    assertEquals(List.of("A700H"), report.refused().stream().map(Refused::status).toList());
  }

  /** Keeps nothing; counts how many instances are made durable at once. */
  private final class CountingSink implements InstanceSink {
    private final AtomicInteger begun = new AtomicInteger();

    @Override
    public Intake begin(AssociationInfo association) {
      int number = begun.getAndIncrement();
      return new Intake() {
        @Override
        public OutputStream output() {
          return OutputStream.nullOutputStream();
        }

        @Override
        public void complete(InstanceHeader header) throws IntakeException {
          mostCompleting.accumulateAndGet(completing.incrementAndGet(), Math::max);
          try {
            several.countDown();
            if (waitsForSeveral && !several.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
              throw new IntakeException(IntakeException.Kind.PROCESSING_FAILURE, "alone");
            }
            if (number == refuseNumber) {
              throw new IntakeException(IntakeException.Kind.OUT_OF_RESOURCES, "no room");
            }
            completed.incrementAndGet();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            completing.decrementAndGet();
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void released(AssociationInfo association, Map<String, String> studyOfSeries) {
      completedAtRelease.add(completed.get());
    }
  }
}
