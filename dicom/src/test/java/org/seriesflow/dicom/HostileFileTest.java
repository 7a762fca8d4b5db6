package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.VR;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.DataSetReader.Kept;
import org.seriesflow.fuzzing.ByteMutations;
import org.seriesflow.fuzzing.Fuzzing;
import org.seriesflow.imaging.VoxelMemoryException;

/**
 * Whatever a file holds, it is taken, or refused by one of the named exceptions; within seconds,
 * and within memory that does not grow with what the file says of itself.
 */
class HostileFileTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Many times the largest seed; far below what one length of 2 GB would take. */
  private static final long MOST_ALLOCATED = 64L << 20;

  private static final AssociationInfo NOBODY = new AssociationInfo("", "", "127.0.0.1");

  @TempDir Path folder;

  @BeforeAll
  static void silence() {
    HostileSeeds.quietly();
  }

  @AfterAll
  static void speak() {
    HostileSeeds.loudly();
  }

  private static Fuzzing fuzzing(List<byte[]> seeds, int usual) {
    return new Fuzzing(seeds, DicomMutations.all(seeds), usual, PATIENCE, MOST_ALLOCATED);
  }

  private Path file(String name, byte[]... parts) throws IOException {
    return Files.write(folder.resolve(name), ByteMutations.joined(parts));
  }

  private static DicomInstance read(Path file) throws IOException {
    return DicomInstance.read(file, Kept.ALL, HeaderMemory.usual());
  }

  private static String refusal(Path file) {
    return assertThrows(NotDicomException.class, () -> read(file)).getMessage();
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void shouldReadOrRefuseEveryMutatedHeader() throws IOException {
    var file = folder.resolve("mutated.dcm");

    fuzzing(HostileSeeds.files(folder), 2000)
        .run(
            bytes -> {
              Files.write(file, bytes);
              try {
                DicomFiles.readUids(file);
              } catch (NotDicomException named) {
                assertFalse(named.getMessage().isBlank());
              }
              try {
                read(file);
              } catch (NotDicomException named) {
                assertFalse(named.getMessage().isBlank());
              }
            });
  }

  @Test
  void shouldTakeInOrRefuseEveryMutatedFileAndKeepWhatItTakes() throws IOException {
    var taken = Files.createDirectory(folder.resolve("taken"));

    fuzzing(HostileSeeds.files(folder), 2000)
        .run(
            bytes -> {
              var sink = new FolderSink(taken);
              var intake = new FileIntake(Set.of(), 1 << 20, kind -> {});
              var receipt =
                  intake.take(
                      new ByteArrayInputStream(bytes), Optional.empty(), () -> sink.begin(NOBODY));
              switch (receipt) {
                case FileReceipt.Stored(var uids) -> {
                  var kept = sink.fileOf(uids.sopInstanceUid());
                  assertEquals(uids, DicomFiles.readUids(kept));
                  Files.delete(kept);
                }
                case FileReceipt.NotStored(_, _, var refusal) ->
                    assertFalse(
                        refusal.kind() == IntakeException.Kind.PROCESSING_FAILURE,
                        () -> refusal.getCause().toString());
              }
              try (var left = Files.list(taken)) {
                assertEquals(0, left.count());
              }
            });
  }

  @Test
  void shouldReadOrRefuseEveryMutatedDataSetThatIsDeflated() throws IOException {
    var parts = HostileSeeds.parts(folder.resolve("seed"));
    var file = folder.resolve("mutated.dcm");
    Files.write(file, parts.deflated());
    assertEquals(UID.DeflatedExplicitVRLittleEndian, read(file).transferSyntaxUid());

    fuzzing(List.of(parts.dataSet()), 1000)
        .run(
            bytes -> {
              Files.write(
                  file, ByteMutations.joined(parts.deflatedHeader(), HostileSeeds.deflate(bytes)));
              try {
                read(file);
              } catch (NotDicomException named) {
                assertFalse(named.getMessage().isBlank());
              }
            });
  }

  @Test
  void shouldMakeAVolumeOfASeriesOrSayWhyNotWhateverItsFilesHold() throws Exception {
    var seeds = new ArrayList<byte[]>();
    for (var source : new TinySeries(folder.resolve("seed")).slices(2).write()) {
      seeds.add(Files.readAllBytes(source.file()));
    }
    seeds.add(Files.readAllBytes(new EnhancedSeries(folder, 4).write().file()));
    seeds.add(HostileSeeds.parts(folder.resolve("parts")).deflated());
    var good = new TinySeries(folder.resolve("good")).slices(3).write();
    var file = folder.resolve("mutated.dcm");

    fuzzing(seeds, 1500)
        .run(
            bytes -> {
              Files.write(file, bytes);
              var sources = new ArrayList<SourceInstance>();
              sources.add(new SourceInstance(file, "2.25.4"));
              if (bytes.length % 2 == 0) {
                sources.addAll(good);
              }
              try {
                var result = SeriesNormaliser.normalise(sources);
                if (result instanceof Normalised made) {
                  made.volume().close();
                }
              } catch (UnreadableSeriesException | VoxelMemoryException named) {
                assertFalse(named.getMessage().isBlank());
              }
            });
  }

  @Test
  void shouldCompareAnInstanceWithItsMutationsOrRefuseThem() throws IOException {
    var seed = new TinySeries(folder.resolve("seed")).slices(1).write().getFirst().file();
    var file = folder.resolve("mutated.dcm");

    fuzzing(List.of(Files.readAllBytes(seed)), 1000)
        .run(
            bytes -> {
              Files.write(file, bytes);
              try {
                InstanceContent.same(seed, file);
              } catch (NotDicomException named) {
                assertFalse(named.getMessage().isBlank());
              }
            });
  }

  @Test
  void shouldRefuseSequencesWithoutBottom() throws IOException {
    var parts = HostileSeeds.parts(folder.resolve("seed"));
    var bottomless =
        file("nest.dcm", parts.header(), DicomMutations.nest(200_000), parts.dataSet());

    assertEquals("its sequences nest deeper than 32", refusal(bottomless));
  }

  @Test
  void shouldRefuseSequencesWithoutBottomInWhatIsPassedOver() throws IOException {
    var parts = HostileSeeds.parts(folder.resolve("seed"));
    var secret = DicomMutations.header(0x0009_1001, "SQ", -1);
    var item = new byte[] {-2, -1, 0, -32, -1, -1, -1, -1};
    var bottomless = file("nest.dcm", parts.header(), secret, item, DicomMutations.nest(200_000));

    var refused =
        assertThrows(
            NotDicomException.class,
            () -> DicomInstance.read(bottomless, Kept.STANDARD, HeaderMemory.usual()));
    assertEquals("its sequences nest deeper than 32", refused.getMessage());
  }

  @Test
  void shouldRefuseADeflatedDataSetThatInflatesWithoutEndBeforeItsUids() throws IOException {
    var parts = HostileSeeds.parts(folder.resolve("seed"));
    var bomb = file("bomb.dcm", HostileSeeds.bomb(parts, new byte[0], 0x0009_1001, 80));
    assertTrue(Files.size(bomb) < 1 << 20);

    var refused = assertThrows(NotDicomException.class, () -> DicomFiles.readUids(bomb));
    assertEquals(
        "its deflated data set inflates to more than 67108864 bytes", refused.getMessage());
  }

  @Test
  void shouldRefuseADeflatedDataSetThatInflatesWithoutEndBeforeItsPixels() throws IOException {
    var parts = HostileSeeds.parts(folder.resolve("seed"));
    var bomb = file("bomb.dcm", HostileSeeds.bomb(parts, new byte[0], 0x0009_1001, 1025));

    assertEquals("its deflated data set inflates to more than 1073741824 bytes", refusal(bomb));
  }

  @Test
  void shouldRefuseADeflatedDataSetThatIsCorrupt() throws IOException {
    var parts = HostileSeeds.parts(folder.resolve("seed"));
    var corrupt = file("corrupt.dcm", parts.deflatedHeader(), new byte[] {7, 7, 7, 7, 7, 7});

    assertTrue(refusal(corrupt).startsWith("its deflated data set is corrupt"), refusal(corrupt));
  }

  @Test
  void shouldRefuseMoreItemsThanMemoryHasRoomFor() throws IOException {
    var parts = HostileSeeds.parts(folder.resolve("seed"));
    var many = file("many.dcm", parts.header(), DicomMutations.items(0x0008_1140, 50_000));

    var refused =
        assertThrows(
            NotDicomException.class,
            () -> DicomInstance.read(many, Kept.STANDARD, new HeaderMemory(8 << 20)));
    assertEquals(
        "its header, with those that are held beside it, takes more than 8 MiB of memory; a larger"
            + " heap (-Xmx) has more room",
        refused.getMessage());
  }

  @Test
  void shouldRefuseMoreFragmentsOfAnAttributeThanMemoryHasRoomFor() throws IOException {
    var parts = HostileSeeds.parts(folder.resolve("seed"));
    var fragment = ByteMutations.joined(new byte[] {-2, -1, 0, -32, 0, 16, 0, 0}, new byte[4096]);
    var all = new byte[3000][];
    Arrays.fill(all, fragment);
    var many =
        file(
            "many.dcm",
            parts.header(),
            DicomMutations.header(0x0009_1001, "OB", -1),
            ByteMutations.joined(all));

    assertThrows(
        NotDicomException.class,
        () -> DicomInstance.read(many, Kept.ALL, new HeaderMemory(8 << 20)));
  }

  @Test
  void shouldRefuseACopyWhoseValuesCannotBeRead() throws IOException {
    var one = new TinySeries(folder.resolve("a")).slices(1).write().getFirst().file();
    var odd =
        new TinySeries(folder.resolve("b"))
            .slices(1)
            .changed((z, dataset) -> dataset.setBytes(Tag.Rows, VR.UL, new byte[2]))
            .write()
            .getFirst()
            .file();

    var refused = assertThrows(NotDicomException.class, () -> InstanceContent.same(one, odd));
    assertEquals(
        "a value in the header of one of them is malformed: length: 2", refused.getMessage());
  }

  @Test
  void shouldMakeNoRoomForAFileHeaderThatHasNotCome() throws IOException {
    var header =
        ByteMutations.joined(
            new byte[128],
            "DICM".getBytes(StandardCharsets.US_ASCII),
            DicomMutations.header(0x0002_0102, "OB", 0x7FFF_FFF0));
    var intake = new FileIntake(Set.of(), 1 << 20, kind -> {});

    var before = allocatedBytes();
    var receipt =
        intake.take(
            new ByteArrayInputStream(header),
            Optional.empty(),
            () -> {
              throw new AssertionError("nothing is to be taken in");
            });
    assertInstanceOf(FileReceipt.NotStored.class, receipt);
    assertTrue(allocatedBytes() - before < 4 << 20);
  }

  @Test
  void shouldMakeNoRoomForAValueThatHasNotCome() throws IOException {
    var parts = HostileSeeds.parts(folder.resolve("seed"));
    var secret = DicomMutations.header(0x0002_0102, "OB", 0x7FFF_FFF0);
    var shortened =
        file(
            "short.dcm",
            new byte[128],
            "DICM".getBytes(StandardCharsets.US_ASCII),
            secret,
            parts.dataSet());

    var before = allocatedBytes();
    assertEquals("the file is truncated", refusal(shortened));
    assertTrue(allocatedBytes() - before < 4 << 20);
  }

  @Test
  void shouldRefuseAsManyFramesAsANumberCanSay() throws IOException {
    var sources =
        new TinySeries(folder.resolve("seed"))
            .slices(1)
            .encoded(UID.RLELossless)
            .changed(
                (z, dataset) -> {
                  dataset.setInt(Tag.NumberOfFrames, VR.IS, Integer.MAX_VALUE);
                  var frames = dataset.newFragments(Tag.PixelData, VR.OB, 2);
                  frames.add(new byte[0]);
                  frames.add(new byte[64]);
                })
            .write();

    var refused =
        assertThrows(UnreadableSeriesException.class, () -> SeriesNormaliser.normalise(sources));
    assertTrue(refused.getMessage().contains("of memory"), refused.getMessage());
  }

  @Test
  void shouldNotLetTheSizeOfAFrameOverflow() throws IOException {
    for (var frames : new int[] {1, 2, 4, 0x4000_0000, Integer.MAX_VALUE}) {
      var sources =
          new TinySeries(folder.resolve("seed-" + frames))
              .slices(3)
              .changed(
                  (z, dataset) -> {
                    dataset.setInt(Tag.NumberOfFrames, VR.IS, frames);
                    dataset.setInt(Tag.Rows, VR.US, 0xFFFF);
                    dataset.setInt(Tag.Columns, VR.US, 0xFFFF);
                    dataset.setInt(Tag.BitsAllocated, VR.US, 32);
                  })
              .write();

      assertThrows(UnreadableSeriesException.class, () -> SeriesNormaliser.normalise(sources));
    }
  }

  @Test
  void shouldTakeRowsThatAreNoUnsignedShortForNone() throws Exception {
    for (var rows : new int[] {-1, Integer.MIN_VALUE, 65_536, Integer.MAX_VALUE}) {
      var series =
          new TinySeries(folder.resolve("seed"))
              .changed((z, dataset) -> dataset.setInt(Tag.Rows, VR.UL, rows));

      assertEquals(
          RefusalCode.NOT_AN_IMAGE.name(),
          assertInstanceOf(NotAVolume.class, series.normalise()).reasonCode());
    }
  }

  @Test
  void shouldNotComparePixelsThatThereIsNoRoomFor() throws IOException {
    var copies = new ArrayList<Path>();
    for (var name : List.of("a", "b")) {
      copies.add(
          new TinySeries(folder.resolve(name))
              .slices(1)
              .encoded(UID.RLELossless)
              .changed(
                  (z, dataset) -> {
                    dataset.setInt(Tag.Rows, VR.US, 0xFFFF);
                    dataset.setInt(Tag.Columns, VR.US, 0xFFFF);
                    dataset.setString(Tag.SeriesDescription, VR.LO, name);
                    var frames = dataset.newFragments(Tag.PixelData, VR.OB, 2);
                    frames.add(new byte[0]);
                    frames.add(new byte[64]);
                  })
              .write()
              .getFirst()
              .file());
    }

    assertEquals(
        ContentComparison.OTHER_CONTENT, InstanceContent.same(copies.get(0), copies.get(1)));
  }

  @Test
  void shouldHoldNothingPrivateAndNothingLongOfASeries() throws IOException {
    var file =
        new TinySeries(folder.resolve("seed"))
            .slices(1)
            .changed(
                (z, dataset) -> {
                  dataset.setString("OURS", 0x0009_1001, VR.LO, "private");
                  dataset.setString(Tag.SeriesDescription, VR.UT, "x".repeat(5000));
                })
            .write()
            .getFirst()
            .file();

    var held = DicomInstance.read(file, Kept.STANDARD, HeaderMemory.usual()).dataset();
    assertFalse(held.contains(Tag.SeriesDescription));
    assertArrayEquals(new int[0], Arrays.stream(held.tags()).filter(Tag::isPrivateGroup).toArray());
    assertEquals("2.25.2", held.getString(Tag.SeriesInstanceUID));
  }
}
