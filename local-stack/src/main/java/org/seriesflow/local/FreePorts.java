package org.seriesflow.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface that nobody listens on at this moment. */
public final class FreePorts {
  private static final int LASTING_FROM = 20_000;
  private static final int LASTING_TO = 32_000;

  private FreePorts() {}

  /** One port. Another process may take it before the caller does: be ready to ask again. */
  public static int next() {
    return next(1).getFirst();
  }

  /** Several ports, all different. */
  public static List<Integer> next(int count) {
    try {
      return hold(count, new ArrayList<>());
    } catch (IOException e) {
      throw new LocalStackException("No free port on 127.0.0.1: " + e.getMessage(), e);
    }
  }

  /**
   * Ports that stay free while the server that listens on them is away for a moment: they lie below
   * the range from which the system gives ports to clients (32768 and up on Linux).
   */
  public static List<Integer> lasting(int count) {
    var ports = new LinkedHashSet<Integer>();
    while (ports.size() < count) {
      int port = ThreadLocalRandom.current().nextInt(LASTING_FROM, LASTING_TO);
      try (var socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ports.add(port);
      } catch (IOException e) {
        // Taken: the next draw is another one.
      }
    }
    return List.copyOf(ports);
  }

  /** Holds each port until all are known: that is what makes them different. */
  private static List<Integer> hold(int count, List<Integer> ports) throws IOException {
    if (ports.size() == count) {
      return List.copyOf(ports);
    }
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      ports.add(socket.getLocalPort());
      return hold(count, ports);
    }
  }
}
