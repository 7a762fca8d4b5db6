package org.seriesflow.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback interface that nobody listens on at this moment. */
public final class FreePorts {
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
