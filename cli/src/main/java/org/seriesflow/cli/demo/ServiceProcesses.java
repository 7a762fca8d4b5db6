package org.seriesflow.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.seriesflow.cli.CommandFailure;

/**
 * The command lines of the three services: the packaged applications, configured by system
 * properties alone.
 */
final class ServiceProcesses {
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=org.seriesflow.events",
          "--enable-native-access=ALL-UNNAMED",
          "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

  private ServiceProcesses() {}

  /** One service, not yet started. */
  record Service(String name, int httpPort, List<String> command) {}

  static List<Service> of(DemoSettings settings, String bootstrapServers, String registryUrl) {
    var ports = settings.ports();
    var common =
        Map.of(
            "seriesflow.kafka.bootstrap-servers",
            bootstrapServers,
            "seriesflow.registry.url",
            registryUrl,
            "seriesflow.payload-store.type",
            "file",
            "seriesflow.payload-store.path",
            settings.payloads().toString(),
            "quarkus.http.host",
            "127.0.0.1");
    return List.of(
        service(
            settings,
            "ingest-service",
            ports.ingest(),
            common,
            Map.of(
                "seriesflow.dicom.host",
                "127.0.0.1",
                "seriesflow.dicom.port",
                Integer.toString(ports.dicom()),
                "seriesflow.dicom.ae-title",
                DemoPorts.AE_TITLE,
                "seriesflow.assembly.idle",
                settings.idle().toString())),
        service(
            settings,
            "roi-service",
            ports.roi(),
            common,
            Map.of(
                "seriesflow.package", settings.roiPackage().toString(),
                "seriesflow.eligibility.unknown-body-part", settings.unknownBodyPart())),
        service(
            settings,
            "classifier-service",
            ports.classifier(),
            common,
            Map.of("seriesflow.package", settings.classifierPackage().toString())));
  }

  private static Service service(
      DemoSettings settings,
      String name,
      int httpPort,
      Map<String, String> common,
      Map<String, String> own) {
    Path jar = settings.root().resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.isRegularFile(jar)) {
      throw new CommandFailure("the " + name + " is not built: " + jar + " is missing");
    }
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    common.forEach((key, value) -> command.add("-D" + key + "=" + value));
    own.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-Dquarkus.http.port=" + httpPort);
    command.add("-Dseriesflow.state-dir=" + settings.dataFolder().resolve(name).resolve("state"));
    command.add("-jar");
    command.add(jar.toString());
    return new Service(name, httpPort, List.copyOf(command));
  }
}
