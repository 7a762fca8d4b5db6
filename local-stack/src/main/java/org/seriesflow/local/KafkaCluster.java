package org.seriesflow.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several nodes, each broker and controller in a process of its own, for tests that take them away
 * one by one: everything stands on three of them (or on all, where there are fewer), and two must
 * have acknowledged it (one, where there are fewer than three). Clients that have a network of
 * their own reach them through a {@link NetworkLink}.
 */
public final class KafkaCluster implements AutoCloseable {
  private static final int REPLICAS = 3;

  private final List<BrokerSettings> settings;
  private final List<KafkaProcess> nodes;
  private final Map<String, NetworkLink> links;
  private final Map<String, String> bootstrapByNetwork;

  private KafkaCluster(
      List<BrokerSettings> settings,
      Map<String, NetworkLink> links,
      Map<String, String> bootstrapByNetwork) {
    this.settings = settings;
    this.links = links;
    this.bootstrapByNetwork = bootstrapByNetwork;
    nodes = new ArrayList<>(settings.stream().map(one -> (KafkaProcess) null).toList());
  }

  /**
   * Starts them and waits until all answer.
   *
   * @param networks names of clients that reach the nodes through a link, upper-case letters
   */
  public static KafkaCluster start(Path directory, int size, List<String> networks)
      throws InterruptedException {
    var plan = new Plan(directory, size, networks);
    var cluster = new KafkaCluster(plan.settings(), plan.links(), plan.bootstrap());
    try {
      cluster.startAll();
      return cluster;
    } catch (RuntimeException | InterruptedException e) {
      cluster.close();
      throw e;
    }
  }

  private void startAll() throws InterruptedException {
    // Side by side: none answers before a majority of controllers is there.
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var started =
          IntStream.range(0, settings.size())
              .mapToObj(node -> threads.submit(() -> restart(node)))
              .toList();
      for (var one : started) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new LocalStackException("The brokers did not start", e.getCause());
    }
  }

  /** How many nodes there are; they are numbered from 0. */
  public int size() {
    return settings.size();
  }

  /** On how many nodes everything stands. */
  public int replicas() {
    return Math.min(REPLICAS, settings.size());
  }

  /** {@code host:port} of all nodes, without a link. */
  public String bootstrapServers() {
    return settings.stream().map(BrokerSettings::bootstrapServers).collect(Collectors.joining(","));
  }

  /** {@code host:port} of all nodes as that network sees them. */
  public String bootstrapServers(String network) {
    return bootstrapByNetwork.get(network);
  }

  /** The way of that network to all nodes. */
  public NetworkLink link(String network) {
    return links.get(network);
  }

  /** A node's process. */
  public KafkaProcess node(int node) {
    return nodes.get(node);
  }

  /** Where a node keeps its log. */
  public Path logDirectory(int node) {
    return settings.get(node).logDirectory();
  }

  /** Ends a node at once, as a crash would. */
  public void kill(int node) {
    nodes.get(node).kill();
  }

  /** Starts a node that was ended, with the log that it left, and waits until it answers. */
  public void restart(int node) {
    var started = KafkaProcess.start(settings.get(node));
    synchronized (nodes) {
      nodes.set(node, started);
    }
  }

  @Override
  public void close() {
    links.values().forEach(NetworkLink::close);
    for (var node : nodes) {
      if (node != null) {
        node.close();
      }
    }
  }

  /** Ports, listeners and properties of all nodes. */
  private static final class Plan {
    private final Path directory;
    private final int size;
    private final List<String> networks;
    private final List<Integer> clientPorts;
    private final List<Integer> controllerPorts;
    private final Map<String, List<Integer>> entrances = new HashMap<>();
    private final Map<String, List<Integer>> listeners = new HashMap<>();

    Plan(Path directory, int size, List<String> networks) {
      this.directory = directory;
      this.size = size;
      this.networks = networks;
      var ports = FreePorts.lasting(size * (2 + 2 * networks.size()));
      clientPorts = ports.subList(0, size);
      controllerPorts = ports.subList(size, 2 * size);
      for (int i = 0; i < networks.size(); i++) {
        int first = (2 + 2 * i) * size;
        entrances.put(networks.get(i), ports.subList(first, first + size));
        listeners.put(networks.get(i), ports.subList(first + size, first + 2 * size));
      }
    }

    List<BrokerSettings> settings() {
      return IntStream.range(0, size)
          .mapToObj(
              node ->
                  new BrokerSettings(
                      directory.resolve("broker-" + (node + 1)),
                      clientPorts.get(node),
                      controllerPorts.get(node),
                      overrides(node)))
          .toList();
    }

    private Map<String, String> overrides(int node) {
      var bound = new ArrayList<>(List.of(at("PLAINTEXT", clientPorts.get(node))));
      var advertised = new ArrayList<>(bound);
      var protocols = new ArrayList<>(List.of("PLAINTEXT:PLAINTEXT", "CONTROLLER:PLAINTEXT"));
      bound.add(at("CONTROLLER", controllerPorts.get(node)));
      for (var network : networks) {
        bound.add(at(network, listeners.get(network).get(node)));
        advertised.add(at(network, entrances.get(network).get(node)));
        protocols.add(network + ":PLAINTEXT");
      }
      var replicas = Integer.toString(Math.min(REPLICAS, size));
      var leastInSync = size < REPLICAS ? "1" : "2";
      var p = new LinkedHashMap<String, String>();
      p.put("node.id", Integer.toString(node + 1));
      p.put("listeners", String.join(",", bound));
      p.put("advertised.listeners", String.join(",", advertised));
      p.put("listener.security.protocol.map", String.join(",", protocols));
      p.put("controller.quorum.voters", voters());
      p.put("default.replication.factor", replicas);
      p.put("min.insync.replicas", leastInSync);
      p.put("offsets.topic.replication.factor", replicas);
      p.put("transaction.state.log.replication.factor", replicas);
      p.put("transaction.state.log.min.isr", leastInSync);
      p.put("share.coordinator.state.topic.replication.factor", replicas);
      p.put("share.coordinator.state.topic.min.isr", leastInSync);
      return p;
    }

    private String voters() {
      return IntStream.range(0, size)
          .mapToObj(node -> "%d@127.0.0.1:%d".formatted(node + 1, controllerPorts.get(node)))
          .collect(Collectors.joining(","));
    }

    Map<String, NetworkLink> links() {
      var links = new HashMap<String, NetworkLink>();
      for (var network : networks) {
        var link = new NetworkLink();
        for (int node = 0; node < size; node++) {
          link.lead(entrances.get(network).get(node), listeners.get(network).get(node));
        }
        links.put(network, link);
      }
      return links;
    }

    Map<String, String> bootstrap() {
      return networks.stream()
          .collect(
              Collectors.toMap(
                  network -> network,
                  network ->
                      entrances.get(network).stream()
                          .map(port -> "127.0.0.1:" + port)
                          .collect(Collectors.joining(","))));
    }

    private static String at(String listener, int port) {
      return "%s://127.0.0.1:%d".formatted(listener, port);
    }
  }
}
