package org.seriesflow.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model packages are used. */
public final class PackageOptions {
  @Option(
      names = "--roi",
      paramLabel = "PKG",
      defaultValue = "aneurysm-roi",
      description =
          "Model package of the ROI stage: a folder or a name in models/ (default: ${DEFAULT-VALUE}).")
  private String roi;

  @Option(
      names = "--classifier",
      paramLabel = "PKG",
      defaultValue = "aneurysm-classifier",
      description =
          "Model package of the classifier: a folder or a name in models/ (default:"
              + " ${DEFAULT-VALUE}).")
  private String classifier;

  /** Folder of the ROI package. */
  public Path roi() {
    return ProjectFolder.modelPackage(roi);
  }

  /** Folder of the classifier package. */
  public Path classifier() {
    return ProjectFolder.modelPackage(classifier);
  }
}
