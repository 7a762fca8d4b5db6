package org.seriesflow.dicom;

import java.io.IOException;
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
  private final List<Path> files = new ArrayList<>();
  private final Map<Path, String> archived = new HashMap<>();
  private Path unpacked;

  private DicomInput() {}

  /**
   * Collects every regular file below the root, which may also be one file or one archive, in the
   * order of their names. Hidden files are left out; nothing is said about what is DICOM.
   *
   * @throws IOException when the root is missing, or a file or an archive cannot be read
   */
  public static DicomInput collect(Path root) throws IOException {
    var input = new DicomInput();
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
        try (var in = zip.getInputStream(entry)) {
          Files.copy(in, target);
        }
        found.add(target);
        archived.put(target, archive + "!" + entry.getName());
      }
    } catch (ZipException e) {
      throw new IOException(archive + " cannot be unpacked: " + e.getMessage(), e);
    }
    found.stream().sorted().forEach(files::add);
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
