package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DicomInputTest {
  @TempDir Path folder;

  private void zip(String name, String... entries) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      for (var entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(entry.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void shouldNameAnEntryByItsArchive() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Files.writeString(folder.resolve("a/1.dcm"), "1");
    zip("b.ZIP", "inner/2.dcm", ".hidden");
    try (var input = DicomInput.collect(folder)) {
      assertEquals(
          List.of(folder + "/a/1.dcm", folder + "/b.ZIP!inner/2.dcm"),
          input.files().stream().map(input::nameOf).toList());
    }
  }

  @Test
  void shouldRemoveWhatItUnpacked() throws IOException {
    zip("b.zip", "2.dcm");
    Path unpacked;
    try (var input = DicomInput.collect(folder)) {
      unpacked = input.files().getFirst();
      assertEquals("2.dcm", Files.readString(unpacked));
    }
    assertFalse(Files.exists(unpacked.getParent()));
  }

  @Test
  void shouldRefuseAnEntryThatLeadsOutOfItsArchive() throws IOException {
    zip("b.zip", "../2.dcm");
    assertThrows(IOException.class, () -> DicomInput.collect(folder));
  }

  @Test
  void shouldEndAnArchiveThatHoldsMoreThanThereIsRoomForAndLeaveNothing() throws IOException {
    var unpackedBefore = unpackedFolders();
    try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("bomb.zip")))) {
      zip.putNextEntry(new ZipEntry("zeros.dcm"));
      zip.write(new byte[10_000_000]);
    }
    var refused = assertThrows(IOException.class, () -> DicomInput.collect(folder, 1_000_000));
    assertEquals(
        folder
            + "/bomb.zip cannot be unpacked: with entry \"zeros.dcm\" it holds more than the 1000000"
            + " bytes that there is room for",
        refused.getMessage());
    assertEquals(unpackedBefore, unpackedFolders());
  }

  @Test
  void shouldCountAllArchivesTogether() throws IOException {
    zip("a.zip", "123.dcm");
    zip("b.zip", "456.dcm");
    DicomInput.collect(folder, 14).close();
    assertThrows(IOException.class, () -> DicomInput.collect(folder, 13));
  }

  private static List<Path> unpackedFolders() throws IOException {
    try (var all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(one -> one.getFileName().toString().startsWith("seriesflow-input-"))
          .sorted()
          .toList();
    }
  }
}
