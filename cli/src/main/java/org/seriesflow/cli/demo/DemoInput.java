package org.seriesflow.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.dicom.DicomInput;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

/** What a demo sends: files of a folder tree, or series that were made for it. */
public final class DemoInput implements AutoCloseable {
  /** Two modalities, with and without an aneurysm. */
  private static final List<SyntheticSpec> SYNTHETIC =
      List.of(SyntheticSpec.mra(1, true), SyntheticSpec.cta(2, true), SyntheticSpec.mra(3, false));

  private final List<Path> files;
  private final DicomInput collected;

  private DemoInput(List<Path> files, DicomInput collected) {
    this.files = List.copyOf(files);
    this.collected = collected;
  }

  /** Real files. */
  public static DemoInput of(Path root) throws IOException {
    var collected = DicomInput.collect(root);
    if (collected.files().isEmpty()) {
      collected.close();
      throw new CommandFailure("there is no file in " + root);
    }
    return new DemoInput(collected.files(), collected);
  }

  /**
   * Synthetic head angiographies, written as DICOM below that folder and labelled synthetic in
   * their headers.
   */
  public static DemoInput synthetic(Path folder) throws IOException {
    var files = new ArrayList<Path>();
    for (var spec : SYNTHETIC) {
      files.addAll(SyntheticSeries.write(folder.resolve("series-" + spec.seed()), spec));
    }
    return new DemoInput(files, null);
  }

  /** Files to send, in order. */
  public List<Path> files() {
    return files;
  }

  /** A file's name for people: an archive's entry as archive and entry. */
  public String nameOf(Path file) {
    return collected == null ? file.toString() : collected.nameOf(file);
  }

  /** Whether it was made for the demo. */
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
