package org.seriesflow.cli.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.dicom.DicomInput;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

/** Files to work on: those of folder trees, or of series that are made for the purpose. */
public final class InputFiles implements AutoCloseable {
  /** Two modalities, with and without an aneurysm. */
  private static final List<SyntheticSpec> SYNTHETIC =
      List.of(SyntheticSpec.mra(1, true), SyntheticSpec.cta(2, true), SyntheticSpec.mra(3, false));

  private final List<Path> files;
  private final DicomInput collected;

  private InputFiles(List<Path> files, DicomInput collected) {
    this.files = List.copyOf(files);
    this.collected = collected;
  }

  /** Real files of a folder tree, a file or an archive. */
  public static InputFiles of(Path root) throws IOException {
    var collected = DicomInput.collect(root);
    if (collected.files().isEmpty()) {
      collected.close();
      throw new CommandFailure("there is no file in " + root);
    }
    return new InputFiles(collected.files(), collected);
  }

  /**
   * Synthetic head angiographies, written as DICOM below that folder and labelled synthetic in
   * their headers.
   */
  public static InputFiles synthetic(Path folder) throws IOException {
    return synthetic(folder, SYNTHETIC);
  }

  /** One synthetic series, as {@link #synthetic(Path)}. */
  public static InputFiles oneSynthetic(Path folder) throws IOException {
    return synthetic(folder, SYNTHETIC.subList(0, 1));
  }

  private static InputFiles synthetic(Path folder, List<SyntheticSpec> specs) throws IOException {
    var files = new ArrayList<Path>();
    for (var spec : specs) {
      files.addAll(SyntheticSeries.write(folder.resolve("series-" + spec.seed()), spec));
    }
    return new InputFiles(files, null);
  }

  /** The files, in order. */
  public List<Path> files() {
    return files;
  }

  /** A file's name for people: an archive's entry as archive and entry. */
  public String nameOf(Path file) {
    return collected == null ? file.toString() : collected.nameOf(file);
  }

  /** Whether they were made for the purpose. */
  public boolean isSynthetic() {
    return collected == null;
  }

  @Override
  public void close() throws IOException {
    if (collected != null) {
      collected.close();
    }
  }
}
