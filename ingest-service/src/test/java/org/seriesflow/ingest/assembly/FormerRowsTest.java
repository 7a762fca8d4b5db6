package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.Lane;
import org.seriesflow.events.state.SeriesExpectation;
import org.seriesflow.events.state.SeriesHead;

/** A state that an earlier release wrote. */
class FormerRowsTest {
  private static final String A = "1.2.840.1";

  @TempDir Path directory;

  @Test
  void shouldGoOnWithASeriesWhoseRowsTheFirstReleaseWrote() throws IOException {
    try (var bench =
        new AssemblyBench(directory, AssemblySettings.withIdle(Duration.ofSeconds(5)))) {
      bench.learn(Evidence.names(CompletionEvidence.PERFORMED_PROCEDURE_STEP, A, 0, 1, 2));
      bench.receive(Instances.instance(A, 1, 10));
      bench.stop();
      asFormer(bench, AssemblyStores.HEADS, SeriesHead.getClassSchema(), "");
      asFormer(bench, AssemblyStores.INSTANCES, InstanceReceived.getClassSchema(), "");
      asFormer(bench, AssemblyStores.EXPECTATIONS, SeriesExpectation.getClassSchema(), "");
      bench.restart();

      bench.receive(Instances.instance(A, 2, 20));

      var event = bench.onlyAssembled();
      assertEquals(CompletionEvidence.PERFORMED_PROCEDURE_STEP, event.getEvidence());
      var first = bench.instancesOf(event).getFirst();
      assertEquals(Instances.instance(A, 1, 10), first);
      assertNull(first.getImagePositionPatient());
    }
  }

  @Test
  void shouldTakeASeriesForRoutineThatAReleaseWithoutLanesBegan() throws IOException {
    try (var bench =
        new AssemblyBench(directory, AssemblySettings.withIdle(Duration.ofSeconds(5)))) {
      bench.receive(Instances.instance(A, 1, 10));
      bench.stop();
      asFormer(bench, AssemblyStores.HEADS, SeriesHead.getClassSchema(), "-2");
      asFormer(bench, AssemblyStores.INSTANCES, InstanceReceived.getClassSchema(), "-2");
      bench.restart();

      bench.receive(Instances.ofLane(A, 2, 20, Lane.STAT));
      bench.passTime(Duration.ofSeconds(6));

      var event = bench.onlyAssembled();
      assertEquals(Lane.ROUTINE, event.getHeader().getLane());
      assertEquals(Instances.instance(A, 1, 10), bench.instancesOf(event).getFirst());
    }
  }

  /** Writes the rows of a store anew, with the former schema of their record. */
  private static void asFormer(AssemblyBench bench, String store, Schema now, String release) {
    var former = former(now.getName() + release);
    assertNotEquals(
        SchemaNormalization.parsingFingerprint64(now),
        SchemaNormalization.parsingFingerprint64(former));
    var encoder = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), former);
    bench
        .kept()
        .rows(store)
        .replaceAll(
            (_, row) -> {
              try {
                var body = new GenericDatumReader<GenericRecord>(now, former);
                var decoder = DecoderFactory.get().binaryDecoder(row, 10, row.length - 10, null);
                var buffer = encoder.encode(body.read(null, decoder));
                var bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                return bytes;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static Schema former(String name) {
    try (var file = FormerSchemas.class.getResourceAsStream("former/" + name + ".avsc")) {
      return new Schema.Parser().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
