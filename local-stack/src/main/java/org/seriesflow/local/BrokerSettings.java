package org.seriesflow.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * How one KRaft node (broker and controller in one) is to run.
 *
 * @param directory where its log stands; kept when the node stops
 * @param port client port on 127.0.0.1
 * @param controllerPort controller port on 127.0.0.1
 * @param overrides broker properties that win over those of this class
 */
public record BrokerSettings(
    Path directory, int port, int controllerPort, Map<String, String> overrides) {

  static final String CLIENT_LISTENER = "PLAINTEXT";
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  static final int NODE_ID = 1;

  /** The same for every node of this kind: a log folder then outlives a restart. */
  static final String CLUSTER_ID = "c2VyaWVzZmxvdy1sb2M";

  public BrokerSettings {
    overrides = Map.copyOf(overrides);
  }

  /** Free ports, no overrides. */
  public static BrokerSettings in(Path directory) {
    var ports = FreePorts.next(2);
    return new BrokerSettings(directory, ports.get(0), ports.get(1), Map.of());
  }

  public BrokerSettings withPort(int newPort) {
    return new BrokerSettings(directory, newPort, controllerPort, overrides);
  }

  public BrokerSettings withOverrides(Map<String, String> newOverrides) {
    return new BrokerSettings(directory, port, controllerPort, newOverrides);
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  Path logDirectory() {
    return Path.of(overrides.getOrDefault("log.dirs", directory.resolve("log").toString()));
  }

  /** As the broker takes them. */
  public Properties properties() {
    Map<String, String> p = new LinkedHashMap<>();
    p.put("process.roles", "broker,controller");
    p.put("node.id", Integer.toString(NODE_ID));
    p.put(
        "listeners",
        "%s://127.0.0.1:%d,%s://127.0.0.1:%d"
            .formatted(CLIENT_LISTENER, port, CONTROLLER_LISTENER, controllerPort));
    p.put("advertised.listeners", "%s://127.0.0.1:%d".formatted(CLIENT_LISTENER, port));
    p.put("controller.listener.names", CONTROLLER_LISTENER);
    p.put("inter.broker.listener.name", CLIENT_LISTENER);
    p.put(
        "listener.security.protocol.map",
        CLIENT_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    p.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    p.put("log.dirs", logDirectory().toAbsolutePath().toString());
    // One node: everything that Kafka wants three times stands once.
    p.put("offsets.topic.replication.factor", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    // Each internal partition costs files and start-up time.
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.num.partitions", "4");
    p.put("share.coordinator.state.topic.num.partitions", "1");
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("log.cleaner.dedupe.buffer.size", "2097152");
    p.put("log.segment.bytes", "16777216");
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    // Topics come from `topics apply`; one that appears by itself hides a wrong name.
    p.put("auto.create.topics.enable", "false");
    p.putAll(overrides);
    var properties = new Properties();
    properties.putAll(p);
    return properties;
  }
}
