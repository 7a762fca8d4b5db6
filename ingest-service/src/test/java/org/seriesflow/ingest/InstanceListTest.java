package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;

class InstanceListTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static InstanceReceived instance(int number) {
    return InstanceReceived.newBuilder()
        .setHeader(
            EventHeader.newBuilder()
                .setSeriesInstanceUid("1.2.3")
                .setStudyInstanceUid("1.2")
                .setRevision(0)
                .setCorrelationId("1.2.3#0")
                .setProducedAt(NOW)
                .setProducer("test")
                .setMode(ProcessingMode.LIVE)
                .build())
        .setSopClassUid("1.2.840.10008.5.1.4.1.1.4")
        .setSopInstanceUid("1.2.3." + number)
        .setTransferSyntaxUid("1.2.840.10008.1.2.1")
        .setPayload(new PayloadRef("1.2.3/" + "0".repeat(64) + ".dcm", "0".repeat(64), 1L, "x"))
        .setReceivedAt(NOW)
        .setSource(IntakeSource.DIMSE)
        .build();
  }

  private static byte[] written(InstanceReceived... instances) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var list = InstanceList.write("1.2.3#1", bytes)) {
      List.of(instances).forEach(list::add);
    }
    return bytes.toByteArray();
  }

  @Test
  void shouldReadWhatWasWritten(@TempDir Path directory) throws IOException {
    var file = Files.write(directory.resolve("list.avro"), written(instance(1), instance(2)));

    assertEquals(List.of(instance(1), instance(2)), InstanceList.read(file));
  }

  @Test
  void shouldGiveTheSameBytesForTheSameInstances() throws IOException {
    assertArrayEquals(written(instance(1), instance(2)), written(instance(1), instance(2)));
  }

  @Test
  void shouldRefuseAFileThatIsNoList(@TempDir Path directory) throws IOException {
    var file = Files.write(directory.resolve("list.avro"), new byte[] {1, 2, 3, 4});

    assertThrows(IOException.class, () -> InstanceList.read(file));
  }
}
