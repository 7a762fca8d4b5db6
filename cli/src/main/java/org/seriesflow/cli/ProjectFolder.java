package org.seriesflow.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of the project, which the script {@code ./seriesflow} names. */
public final class ProjectFolder {
  private ProjectFolder() {}

  /** The folder with the built services and the model packages. */
  public static Path root() {
    String root = System.getProperty("seriesflow.root");
    if (root == null) {
      throw new CommandFailure("system property seriesflow.root is missing: run ./seriesflow");
    }
    return Path.of(root);
  }

  /** The folder of the phantoms: synthetic series with their truth. */
  public static Path phantoms() {
    return root().resolve("models").resolve("phantoms");
  }

  /** The folder of a model package: a path, or the name of one in the project's folder models. */
  public static Path modelPackage(String pathOrName) {
    var path = Path.of(pathOrName);
    if (Files.isDirectory(path)) {
      return path.toAbsolutePath();
    }
    var named = root().resolve("models").resolve(pathOrName);
    if (path.getNameCount() == 1 && Files.isDirectory(named)) {
      return named;
    }
    throw new CommandFailure(
        CommandFailure.USAGE,
        "there is no model package "
            + pathOrName
            + ": neither a folder nor a name in "
            + root().resolve("models"),
        null);
  }
}
