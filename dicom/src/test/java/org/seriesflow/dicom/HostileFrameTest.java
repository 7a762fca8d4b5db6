package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.VR;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.DataSetReader.Kept;
import org.seriesflow.dicom.codec.CodecPool;
import org.seriesflow.dicom.codec.CorruptFrameException;
import org.seriesflow.dicom.codec.EncodedFrame;
import org.seriesflow.fuzzing.ByteMutations;
import org.seriesflow.fuzzing.Fuzzing;

/** Whatever a compressed frame holds, it becomes as many cells as it should, or a sentence. */
class HostileFrameTest {
  /** Above what the pool itself allows a frame. */
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  /** Some times the frames, which are copied on their way to the process and back. */
  private static final long MOST_ALLOCATED = 32L << 20;

  /** A mutation may end a process, and a new one takes a second. */
  private static final int USUAL = 40;

  @TempDir Path folder;

  private static DicomInstance read(Path file) throws IOException {
    return DicomInstance.read(file, Kept.STANDARD, HeaderMemory.usual());
  }

  private static EncodedFrame frame(DicomInstance instance, byte[] bytes) {
    var format = instance.format();
    return new EncodedFrame(
        instance.transferSyntaxUid(),
        format.photometric(),
        format.rows(),
        format.columns(),
        format.bitsAllocated(),
        format.bitsStored(),
        format.signed(),
        bytes);
  }

  /** Real images of one grey value a pixel, one of each transfer syntax. */
  private static List<DicomInstance> compressed() throws IOException {
    var found = new ArrayList<DicomInstance>();
    for (var name : List.of("compressed", "small")) {
      try (var tree = Files.walk(SharedData.resolve(name))) {
        for (var file : tree.filter(path -> path.toString().endsWith(".dcm")).sorted().toList()) {
          if (file.getFileName().toString().equals("no_meta.dcm")) {
            continue;
          }
          var instance = read(file);
          if (instance.pixels().orElse(null) instanceof PixelSource.Encapsulated
              && instance.format().isMonochrome()
              && found.stream()
                  .noneMatch(
                      other -> other.transferSyntaxUid().equals(instance.transferSyntaxUid()))) {
            found.add(instance);
          }
        }
      }
    }
    return found;
  }

  @Test
  void shouldDecodeOrRefuseEveryMutatedFrameOfEachTransferSyntax() throws IOException {
    var instances = compressed();
    assertTrue(instances.size() >= 4, () -> instances.size() + " transfer syntaxes");
    for (var instance : instances) {
      var pixels = (PixelSource.Encapsulated) instance.pixels().orElseThrow();
      var seeds = List.of(FrameFragments.read(instance, pixels, 0));

      new Fuzzing(seeds, ByteMutations.all(seeds), USUAL, PATIENCE, MOST_ALLOCATED)
          .run(
              bytes -> {
                var mutated = frame(instance, bytes);
                try {
                  assertEquals(mutated.decodedBytes(), CodecPool.SHARED.decode(mutated).length);
                } catch (CorruptFrameException named) {
                  assertFalse(named.getMessage().isBlank());
                }
              });

      CodecPool.SHARED.decode(frame(instance, seeds.getFirst()));
    }
  }

  @Test
  void shouldReadNoMoreOfAFrameThanCouldBeItsCompressedForm() throws IOException {
    var source =
        new TinySeries(folder)
            .slices(1)
            .encoded(UID.RLELossless)
            .changed(
                (z, dataset) -> {
                  var fragments = dataset.newFragments(Tag.PixelData, VR.OB, 2);
                  fragments.add(new byte[0]);
                  fragments.add(new byte[2 << 20]);
                })
            .write()
            .getFirst();
    var instance = read(source.file());
    var pixels = (PixelSource.Encapsulated) instance.pixels().orElseThrow();

    var refused = assertThrows(IOException.class, () -> FrameFragments.read(instance, pixels, 0));
    assertEquals(
        "its fragments hold 2097152 bytes, which is no compressed form of 12",
        refused.getMessage());
  }
}
