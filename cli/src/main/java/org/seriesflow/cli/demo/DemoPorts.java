package org.seriesflow.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.seriesflow.local.FreePorts;

/**
 * The ports of a demo, all on 127.0.0.1: those that the other commands take by default where nobody
 * listens on them, else free ones.
 */
public record DemoPorts(int kafka, int registry, int dicom, int ingest, int roi, int classifier) {
  /** AE title of the receiver. */
  public static final String AE_TITLE = "SERIESFLOW";

  /** The usual ports where they are free. */
  public static DemoPorts usual() {
    var taken = new HashSet<Integer>();
    return new DemoPorts(
        freeOr(9092, taken),
        freeOr(8080, taken),
        freeOr(11112, taken),
        freeOr(8081, taken),
        freeOr(8082, taken),
        freeOr(8083, taken));
  }

  /** Any free ports: for several demos side by side. */
  public static DemoPorts anyFree() {
    return of(FreePorts.next(6));
  }

  /** Free ones that stay so while a process that listens is started again. */
  public static DemoPorts lasting() {
    return of(FreePorts.lasting(6));
  }

  private static DemoPorts of(List<Integer> ports) {
    return new DemoPorts(
        ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4), ports.get(5));
  }

  private static int freeOr(int usual, Set<Integer> taken) {
    int port = isFree(usual) ? usual : FreePorts.next();
    while (!taken.add(port)) {
      port = FreePorts.next();
    }
    return port;
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
