package org.seriesflow.local;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the registry is to run.
 *
 * @param installation folder of the unpacked registry, with {@code quarkus-run.jar}
 * @param directory working folder: its log file, and its database where schemas are kept
 * @param port of the API on 127.0.0.1
 * @param managementPort of health and metrics on 127.0.0.1
 * @param keepsSchemas true: in a database file under {@code directory}, which a broker that keeps
 *     its log needs (records name schemas by id); false: in memory
 */
public record RegistrySettings(
    Path installation, Path directory, int port, int managementPort, boolean keepsSchemas) {

  /** Free ports, in memory, the installation that the build unpacked. */
  public static RegistrySettings in(Path directory) {
    var ports = FreePorts.next(2);
    return new RegistrySettings(
        builtInstallation().orElseThrow(RegistrySettings::noInstallation),
        directory,
        ports.get(0),
        ports.get(1),
        false);
  }

  public RegistrySettings withPort(int newPort) {
    return new RegistrySettings(installation, directory, newPort, managementPort, keepsSchemas);
  }

  public RegistrySettings keepingSchemas() {
    return new RegistrySettings(installation, directory, port, managementPort, true);
  }

  /**
   * What the build unpacked: {@code local-stack/target/registry} under system property
   * seriesflow.root.
   */
  public static Optional<Path> builtInstallation() {
    return Optional.ofNullable(System.getProperty("seriesflow.root"))
        .map(root -> Path.of(root, "local-stack", "target", "registry"));
  }

  private static LocalStackException noInstallation() {
    return new LocalStackException(
        "Where is the schema registry? Set the system property seriesflow.root to the folder of the"
            + " project, or name the registry's folder.");
  }
}
