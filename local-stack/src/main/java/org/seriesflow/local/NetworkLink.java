package org.seriesflow.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way of one client to some servers, which can be cut: bytes then stop in both directions, and
 * connections stay open and silent, as where a cable is pulled. Healed, they flow on.
 */
public final class NetworkLink implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final List<ServerSocket> entrances = new ArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition healed = lock.newCondition();
  private boolean cut;

  /**
   * Leads a port of the loopback interface to another one there.
   *
   * @throws LocalStackException where nothing can listen on the entrance
   */
  public void lead(int entrance, int target) {
    try {
      var server = new ServerSocket(entrance, 0, InetAddress.getLoopbackAddress());
      entrances.add(server);
      Thread.ofVirtual().name("link-" + entrance).start(() -> accept(server, target));
    } catch (IOException e) {
      throw new LocalStackException(
          "Nothing can listen on port %d: %s".formatted(entrance, e.getMessage()), e);
    }
  }

  private void accept(ServerSocket server, int target) {
    while (!server.isClosed()) {
      try {
        connect(server.accept(), target);
      } catch (IOException e) {
        // The server socket is closed, or one client went away at once: neither concerns others.
      }
    }
  }

  private void connect(Socket client, int target) {
    connections.add(client);
    Thread.ofVirtual()
        .start(
            () -> {
              try (client;
                  var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                connections.add(server);
                var back = Thread.ofVirtual().start(() -> carry(server, client));
                carry(client, server);
                back.join();
                connections.remove(server);
              } catch (IOException e) {
                // The target does not listen: the client sees its connection end, as without us.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                connections.remove(client);
              }
            });
  }

  /** Until one side ends; then both do, as a connection that is half open is of no use here. */
  private void carry(Socket from, Socket to) {
    var buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitHealed();
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // One of both is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(from);
      end(to);
    }
  }

  private void awaitHealed() throws InterruptedException {
    lock.lock();
    try {
      while (cut) {
        healed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing passes. */
  public void cut() {
    setCut(true);
  }

  /** What waited passes, and what comes. */
  public void heal() {
    setCut(false);
  }

  private void setCut(boolean value) {
    lock.lock();
    try {
      cut = value;
      healed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static void end(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is closed as far as we are concerned.
    }
  }

  @Override
  public void close() {
    entrances.forEach(NetworkLink::end);
    connections.forEach(NetworkLink::end);
    heal();
  }
}
