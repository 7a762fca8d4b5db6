package org.seriesflow.cli.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.seriesflow.cli.report.RefusedFile;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.InstanceContent;
import org.seriesflow.dicom.InstanceUids;
import org.seriesflow.dicom.NotDicomException;
import org.seriesflow.dicom.SourceInstance;

/**
 * The files of an input by series, as assembly would sort them: an instance that comes again with
 * equal content counts once, one with other content is refused.
 */
public final class SeriesFiles {
  /** Status of a file that is no DICOM file, or lacks a UID. */
  private static final String NOT_DICOM = "NOT_DICOM";

  /** Status of a file whose instance came before with other pixels, geometry or rescale. */
  private static final String CONFLICTING_INSTANCE = "CONFLICTING_INSTANCE";

  /**
   * One series.
   *
   * @param instances by SOP Instance UID, in the order of the input
   */
  public record Series(
      String seriesInstanceUid, String studyInstanceUid, Map<String, Path> instances) {
    /** The instances as normalisation takes them. */
    public List<SourceInstance> sources() {
      return instances.entrySet().stream()
          .map(entry -> new SourceInstance(entry.getValue(), entry.getKey()))
          .toList();
    }
  }

  private final Map<String, Series> series = new LinkedHashMap<>();
  private final List<RefusedFile> refused = new ArrayList<>();

  private SeriesFiles() {}

  /** Reads the UIDs of each file. */
  public static SeriesFiles of(InputFiles input) throws IOException {
    var files = new SeriesFiles();
    for (var file : input.files()) {
      try {
        files.add(input, file, DicomFiles.readUids(file));
      } catch (NotDicomException e) {
        files.refused.add(new RefusedFile(input.nameOf(file), NOT_DICOM, e.getMessage()));
      }
    }
    return files;
  }

  private void add(InputFiles input, Path file, InstanceUids uids) throws IOException {
    var instances =
        series
            .computeIfAbsent(
                uids.seriesInstanceUid(),
                uid -> new Series(uid, uids.studyInstanceUid(), new LinkedHashMap<>()))
            .instances();
    var first = instances.putIfAbsent(uids.sopInstanceUid(), file);
    if (first == null) {
      return;
    }
    switch (InstanceContent.same(first, file)) {
      case EQUAL, OTHER_ATTRIBUTES -> {}
      case OTHER_CONTENT ->
          refused.add(
              new RefusedFile(
                  input.nameOf(file),
                  CONFLICTING_INSTANCE,
                  "instance "
                      + uids.sopInstanceUid()
                      + " came before with other pixels, geometry or rescale: "
                      + input.nameOf(first)));
    }
  }

  /** The series, in the order of the input. */
  public List<Series> series() {
    return List.copyOf(series.values());
  }

  /** Files that belong to no series. */
  public List<RefusedFile> refused() {
    return List.copyOf(refused);
  }
}
