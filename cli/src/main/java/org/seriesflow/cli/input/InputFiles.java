package org.seriesflow.cli.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.dicom.DicomInput;

/** Files to work on: those of folder trees, single files and archives. */
public final class InputFiles implements AutoCloseable {
  private final List<DicomInput> collected;

  private InputFiles(List<DicomInput> collected) {
    this.collected = collected;
  }

  /** The files of a folder tree, a file or an archive. */
  public static InputFiles of(Path root) throws IOException {
    return of(List.of(root));
  }

  /** The files of several folder trees, files or archives, in that order. */
  public static InputFiles of(List<Path> roots) throws IOException {
    var input = new InputFiles(new ArrayList<>());
    try {
      for (var root : roots) {
        var files = DicomInput.collect(root);
        input.collected.add(files);
        if (files.files().isEmpty()) {
          throw new CommandFailure("there is no file in " + root);
        }
      }
      return input;
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
  }

  /** The files, in order. */
  public List<Path> files() {
    return collected.stream().flatMap(input -> input.files().stream()).toList();
  }

  /** A file's name for people: an archive's entry as archive and entry. */
  public String nameOf(Path file) {
    return collected.stream()
        .map(input -> input.nameOf(file))
        .filter(name -> !name.equals(file.toString()))
        .findFirst()
        .orElseGet(file::toString);
  }

  @Override
  public void close() throws IOException {
    for (var input : collected) {
      input.close();
    }
  }
}
