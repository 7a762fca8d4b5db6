package org.seriesflow.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.seriesflow.cli.CommandFailure;

/**
 * The command lines of the three services: the packaged applications, configured by system
 * properties alone.
 */
public final class ServiceProcesses {
  /** The service that receives. */
  public static final String INGEST = "ingest-service";

  /** All three. */
  public static final Set<String> NAMES = Set.of(INGEST, "roi-service", "classifier-service");

  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=org.seriesflow.events",
          "--enable-native-access=ALL-UNNAMED",
          "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

  private ServiceProcesses() {}

  /** As k8s/base/ingest-service.yaml has it: what it takes does not grow with what it is sent. */
  private static final List<String> INGEST_MEMORY =
      List.of("-Xmx384m", "-XX:MaxDirectMemorySize=1g");

  /** One service, not yet started. */
  public record Service(String name, int httpPort, List<String> command) {}

  /**
   * All three, in the order of the data's way.
   *
   * @param bootstrapServers brokers by the name of the service that asks for them
   */
  public static List<Service> of(
      DemoSettings settings, UnaryOperator<String> bootstrapServers, String registryUrl) {
    var ports = settings.ports();
    var common =
        Map.of(
            "seriesflow.registry.url",
            registryUrl,
            "seriesflow.payload-store.type",
            "file",
            "seriesflow.payload-store.path",
            settings.payloads().toString(),
            "quarkus.http.host",
            "127.0.0.1");
    return List.of(
        service(settings, INGEST, ports.ingest(), bootstrapServers, common, ingest(settings)),
        service(
            settings,
            "roi-service",
            ports.roi(),
            bootstrapServers,
            common,
            Map.of(
                "seriesflow.package", settings.roiPackage().toString(),
                "seriesflow.eligibility.unknown-body-part", settings.unknownBodyPart())),
        service(
            settings,
            "classifier-service",
            ports.classifier(),
            bootstrapServers,
            common,
            Map.of("seriesflow.package", settings.classifierPackage().toString())));
  }

  private static Map<String, String> ingest(DemoSettings settings) {
    var own = new HashMap<String, String>();
    own.put("seriesflow.dicom.host", "127.0.0.1");
    own.put("seriesflow.dicom.port", Integer.toString(settings.ports().dicom()));
    own.put("seriesflow.dicom.ae-title", DemoPorts.AE_TITLE);
    own.put("seriesflow.stow.enabled", "true");
    own.put("seriesflow.assembly.idle", settings.idle().toString());
    settings.rules().ifPresent(file -> own.put("seriesflow.rules.file", file.toString()));
    return own;
  }

  private static Service service(
      DemoSettings settings,
      String name,
      int httpPort,
      UnaryOperator<String> bootstrapServers,
      Map<String, String> common,
      Map<String, String> own) {
    Path jar = settings.root().resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.isRegularFile(jar)) {
      throw new CommandFailure("the " + name + " is not built: " + jar + " is missing");
    }
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    if (name.equals(INGEST)) {
      command.addAll(INGEST_MEMORY);
    }
    command.add("-Dseriesflow.kafka.bootstrap-servers=" + bootstrapServers.apply(name));
    common.forEach((key, value) -> command.add("-D" + key + "=" + value));
    own.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-Dquarkus.http.port=" + httpPort);
    command.add("-Dseriesflow.state-dir=" + settings.dataFolder().resolve(name).resolve("state"));
    command.add("-jar");
    command.add(jar.toString());
    return new Service(name, httpPort, List.copyOf(command));
  }
}
