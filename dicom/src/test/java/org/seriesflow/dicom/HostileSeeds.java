package org.seriesflow.dicom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.aoju.bus.image.UID;
import org.opentest4j.TestAbortedException;
import org.seriesflow.fuzzing.ByteMutations;

/** Files that mutations begin with: small ones of ours, and small real ones where they lie. */
final class HostileSeeds {
  /** Each mutation copies its seed; beyond this that is most of the time. */
  private static final long LARGEST = 100_000;

  private static final String EXPLICIT = UID.ExplicitVRLittleEndian + "\0";
  private static final String DEFLATED = UID.DeflatedExplicitVRLittleEndian;

  /** Held on to: a level is forgotten with its logger. */
  private static final List<Logger> QUIET =
      List.of(Logger.getLogger("org.aoju"), Logger.getLogger("org.seriesflow.dicom"));

  private HostileSeeds() {}

  /** Thousands of warnings about thousands of mutations help nobody. */
  static void quietly() {
    QUIET.forEach(logger -> logger.setLevel(Level.OFF));
  }

  static void loudly() {
    QUIET.forEach(logger -> logger.setLevel(null));
  }

  /** Files of each encoding, classic and enhanced. */
  static List<byte[]> files(Path folder) throws IOException {
    var seeds = new ArrayList<byte[]>();
    for (var syntax :
        List.of(
            UID.ExplicitVRLittleEndian,
            UID.ImplicitVRLittleEndian,
            UID.ExplicitVRBigEndianRetired,
            UID.DeflatedExplicitVRLittleEndian)) {
      var written = new TinySeries(folder.resolve(syntax)).slices(1).encoded(syntax).write();
      seeds.add(Files.readAllBytes(written.getFirst().file()));
    }
    seeds.add(Files.readAllBytes(new EnhancedSeries(folder, 4).write().file()));
    for (var name : List.of("small", "bad-input", "compressed")) {
      seeds.addAll(real(name));
    }
    return seeds;
  }

  private static List<byte[]> real(String name) throws IOException {
    try (var tree = Files.walk(SharedData.resolve(name))) {
      var found = new ArrayList<byte[]>();
      for (var file : tree.filter(HostileSeeds::isSmallFile).sorted().toList()) {
        found.add(Files.readAllBytes(file));
      }
      return found;
    } catch (TestAbortedException absent) {
      // The mutations of our own files are made all the same.
      System.getLogger(HostileSeeds.class.getName())
          .log(System.Logger.Level.INFO, "{0}: fewer seeds", absent.getMessage());
      return List.of();
    }
  }

  private static boolean isSmallFile(Path file) {
    try {
      return Files.isRegularFile(file)
          && file.toString().endsWith(".dcm")
          && Files.size(file) <= LARGEST;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Preamble and file meta information of an explicit little-endian file, and its data set. */
  // Handed over once, and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Parts(byte[] header, byte[] dataSet) {
    /** The same, its data set deflated (PS3.5 section A.5). */
    byte[] deflated() throws IOException {
      return ByteMutations.joined(deflatedHeader(), deflate(dataSet));
    }

    /** The header of a deflated file. */
    byte[] deflatedHeader() {
      var text = new String(header, StandardCharsets.ISO_8859_1);
      var other = text.replace(EXPLICIT, DEFLATED);
      var header = other.getBytes(StandardCharsets.ISO_8859_1);
      // Three characters more; the group length counts them, as does the element's.
      var syntax = other.indexOf(DEFLATED);
      header[syntax - 2] += (byte) (DEFLATED.length() - EXPLICIT.length());
      header[140] += (byte) (DEFLATED.length() - EXPLICIT.length());
      return header;
    }
  }

  /** Takes an explicit little-endian file apart. */
  static Parts parts(Path folder) throws IOException {
    var file = new TinySeries(folder).slices(1).write().getFirst().file();
    var offset = Math.toIntExact(DicomFiles.open(file).dataSetOffset());
    var bytes = Files.readAllBytes(file);
    return new Parts(
        java.util.Arrays.copyOf(bytes, offset),
        java.util.Arrays.copyOfRange(bytes, offset, bytes.length));
  }

  static byte[] deflate(byte[] bytes) throws IOException {
    var deflated = new ByteArrayOutputStream();
    try (var out = deflater(deflated)) {
      out.write(bytes);
    }
    return deflated.toByteArray();
  }

  /**
   * A deflated file that inflates to that many mebibytes before its UIDs or before its pixels.
   *
   * @param tag of the elements of 1 MiB that it consists of
   */
  static byte[] bomb(Parts parts, byte[] before, int tag, int mebibytes) throws IOException {
    var element = DicomMutations.element(tag, "OB", new byte[1 << 20]);
    var bomb = new ByteArrayOutputStream();
    bomb.writeBytes(parts.deflatedHeader());
    try (var out = deflater(bomb)) {
      out.write(before);
      for (var i = 0; i < mebibytes; i++) {
        out.write(element);
      }
    }
    return bomb.toByteArray();
  }

  private static OutputStream deflater(OutputStream out) {
    return new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED, true));
  }
}
