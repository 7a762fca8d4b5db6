package org.seriesflow.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The files of a folder tree, those inside .zip archives included. Archives are unpacked to a
 * temporary folder, which {@link #close} removes.
 */
public final class DicomInput implements AutoCloseable {
  /** What stays free on the disk of temporary files, whatever archives hold. */
  private static final long RESERVE_BYTES = 1L << 30;

  private static final int BLOCK_BYTES = 1 << 16;

  private final List<Path> files = new ArrayList<>();
  private final Map<Path, String> archived = new HashMap<>();
  private final long mostUnpackedBytes;
  private Path unpacked;
  private long unpackedBytes;

  private DicomInput(long mostUnpackedBytes) {
    this.mostUnpackedBytes = mostUnpackedBytes;
  }

  /**
   * Collects every regular file below the root, which may also be one file or one archive, in the
   * order of their names. Hidden files are left out; nothing is said about what is DICOM.
   *
   * @throws IOException when the root is missing, a file or an archive cannot be read, or archives
   *     would leave less than 1 GiB on the disk of temporary files
   */
  public static DicomInput collect(Path root) throws IOException {
    var temporary = Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")));
    return collect(root, Math.max(0, temporary.getUsableSpace() - RESERVE_BYTES));
  }

  /**
   * The same with a bound.
   *
   * @param mostUnpackedBytes of all archives together; what an archive says of its sizes is not
   *     believed
   */
  static DicomInput collect(Path root, long mostUnpackedBytes) throws IOException {
    var input = new DicomInput(mostUnpackedBytes);
    try (var tree = Files.walk(root)) {
      for (var file : tree.filter(Files::isRegularFile).sorted().toList()) {
        input.add(file);
      }
    } catch (UncheckedIOException e) {
      input.close();
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
    return input;
  }

  /** The files, unpacked ones included. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  /** A file's name for people: an entry of an archive as {@code archive.zip!entry}. */
  public String nameOf(Path file) {
    return archived.getOrDefault(file, file.toString());
  }

  private void add(Path file) throws IOException {
    var name = file.getFileName().toString();
    if (name.startsWith(".")) {
      return;
    }
    if (name.toLowerCase(Locale.ROOT).endsWith(".zip")) {
      unpack(file);
    } else {
      files.add(file);
    }
  }

  private void unpack(Path archive) throws IOException {
    if (unpacked == null) {
      unpacked = Files.createTempDirectory("seriesflow-input-");
    }
    var folder = Files.createTempDirectory(unpacked, archive.getFileName() + "-");
    var found = new ArrayList<Path>();
    try (var zip = new ZipFile(archive.toFile())) {
      for (var entries = zip.entries(); entries.hasMoreElements(); ) {
        var entry = entries.nextElement();
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new ZipException(
              "%s: entry \"%s\" leads out of the archive".formatted(archive, entry.getName()));
        }
        if (entry.isDirectory() || target.getFileName().toString().startsWith(".")) {
          continue;
        }
        Files.createDirectories(target.getParent());
        try (var in = zip.getInputStream(entry);
            var out = Files.newOutputStream(target)) {
          copy(in, out, entry.getName());
        }
        found.add(target);
        archived.put(target, archive + "!" + entry.getName());
      }
    } catch (ZipException e) {
      throw new IOException(archive + " cannot be unpacked: " + e.getMessage(), e);
    }
    found.stream().sorted().forEach(files::add);
  }

  private void copy(InputStream in, OutputStream out, String entry) throws IOException {
    var block = new byte[BLOCK_BYTES];
    for (int length = in.read(block); length >= 0; length = in.read(block)) {
      unpackedBytes += length;
      if (unpackedBytes > mostUnpackedBytes) {
        throw new ZipException(
            "with entry \"%s\" it holds more than the %d bytes that there is room for"
                .formatted(entry, mostUnpackedBytes));
      }
      out.write(block, 0, length);
    }
  }

  /** Removes what was unpacked. */
  @Override
  public void close() throws IOException {
    if (unpacked == null) {
      return;
    }
    Files.walkFileTree(
        unpacked,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
    unpacked = null;
  }
}
