package org.seriesflow.inference;

import java.nio.file.Path;

/** The packages that tests read. */
final class ReferencePackages {
  private ReferencePackages() {}

  static Path root() {
    return Path.of(System.getProperty("seriesflow.root"));
  }

  static Path resources() {
    return root().resolve("inference/src/test/resources");
  }

  /** The folder of a package of the project, or of one that only tests use. */
  static Path folder(String id) {
    var shipped = root().resolve("models").resolve(id);
    return shipped.toFile().isDirectory() ? shipped : resources().resolve("packages").resolve(id);
  }

  static ModelPackage load(String id) {
    return ModelPackage.load(folder(id));
  }

  static Pipeline open(String id) {
    return Pipeline.open(load(id), ExecutionSettings.cpu());
  }
}
