package org.seriesflow.dicom;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageInputStream;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.aoju.bus.image.metric.Commands;

/** A peer that writes its PDUs byte by byte (PS3.8 section 9.3), for what no toolkit would do. */
final class RawPeer implements AutoCloseable {
  static final String CT = "1.2.840.10008.5.1.4.1.1.2";
  static final String MR = "1.2.840.10008.5.1.4.1.1.4";

  static final int ASSOCIATE_AC = 2;
  static final int ASSOCIATE_RJ = 3;
  static final int DATA = 4;
  static final int ABORT = 7;

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int PACE_MILLIS = 20;
  private static final int COMMAND_LAST = 3;
  private static final int WITHOUT_DATA_SET = 0x0101;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  /** A PDU without its header. */
  static final class Pdu {
    private final int type;
    private final byte[] body;

    Pdu(int type, byte[] body) {
      this.type = type;
      this.body = body;
    }

    int type() {
      return type;
    }

    byte[] body() {
      return body.clone();
    }

    /** Result, source and reason of an A-ASSOCIATE-RJ; of an A-ABORT the last two count. */
    List<Integer> codes() {
      return List.of((int) body[1], (int) body[2], (int) body[3]);
    }
  }

  RawPeer(int port) throws IOException {
    this(port, 0);
  }

  /**
   * @param receiveBuffer of the connection in bytes; 0 leaves it to the system
   */
  RawPeer(int port, int receiveBuffer) throws IOException {
    this(connect(port, receiveBuffer));
  }

  RawPeer(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  private static Socket connect(int port, int receiveBuffer) throws IOException {
    var socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Asks for an association with one presentation context an abstract syntax: 1, 3, 5… */
  Pdu associate(String called, String calling, String... abstractSyntaxes) throws IOException {
    return associate(called, calling, new byte[0], abstractSyntaxes);
  }

  /**
   * The same with further user information.
   *
   * @param userItems sub-items of PS3.7 annex D.3.3
   */
  Pdu associate(String called, String calling, byte[] userItems, String... abstractSyntaxes)
      throws IOException {
    send(associateRequest(called, calling, userItems, abstractSyntaxes));
    return read();
  }

  static byte[] associateRequest(
      String called, String calling, byte[] userItems, String... abstractSyntaxes)
      throws IOException {
    var body = new ByteArrayOutputStream();
    var fields = new DataOutputStream(body);
    fields.writeShort(1);
    fields.writeShort(0);
    fields.writeBytes("%-16s%-16s".formatted(called, calling));
    fields.write(new byte[32]);
    fields.write(item(0x10, text("1.2.840.10008.3.1.1.1")));
    var id = 1;
    for (var syntax : abstractSyntaxes) {
      fields.write(
          item(
              0x20,
              new byte[] {(byte) id, 0, 0, 0},
              item(0x30, text(syntax)),
              item(0x40, text(UID.ImplicitVRLittleEndian))));
      id += 2;
    }
    fields.write(item(0x50, item(0x51, new byte[] {0, 0, 0x40, 0}), userItems));
    return pdu(1, body.toByteArray());
  }

  static byte[] item(int type, byte[]... parts) throws IOException {
    var value = new ByteArrayOutputStream();
    for (var part : parts) {
      value.write(part);
    }
    var item = new ByteArrayOutputStream();
    var fields = new DataOutputStream(item);
    fields.writeByte(type);
    fields.writeByte(0);
    fields.writeShort(value.size());
    fields.write(value.toByteArray());
    return item.toByteArray();
  }

  static byte[] text(String value) {
    return value.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] pdu(int type, byte[] body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var fields = new DataOutputStream(bytes);
    fields.writeByte(type);
    fields.writeByte(0);
    fields.writeInt(body.length);
    fields.write(body);
    return bytes.toByteArray();
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends, and says that nothing more will come; what the receiver does not take is left. */
  void sendAndEnd(byte[] bytes) {
    try {
      send(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      // It has closed the connection already.
    }
  }

  /** Sends a fragment of a message. */
  void sendFragment(int contextId, int control, byte[] bytes) throws IOException {
    send(fragment(contextId, control, bytes));
  }

  /** A P-DATA-TF PDU with one value. */
  static byte[] fragment(int contextId, int control, byte[] bytes) throws IOException {
    var value = new ByteArrayOutputStream();
    var fields = new DataOutputStream(value);
    fields.writeInt(bytes.length + 2);
    fields.writeByte(contextId);
    fields.writeByte(control);
    fields.write(bytes);
    return pdu(DATA, value.toByteArray());
  }

  void sendCommand(int contextId, Attributes command) throws IOException {
    send(command(contextId, command));
  }

  /** The same with a whole command. */
  static byte[] command(int contextId, Attributes command) throws IOException {
    return fragment(contextId, COMMAND_LAST, implicitCommand(command));
  }

  static byte[] implicitCommand(Attributes command) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = new ImageOutputStream(bytes, UID.ImplicitVRLittleEndian)) {
      writer.writeCommand(command);
    }
    return bytes.toByteArray();
  }

  /** A data set in implicit VR little endian. */
  static byte[] implicit(Attributes dataSet) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = new ImageOutputStream(bytes, UID.ImplicitVRLittleEndian)) {
      writer.writeDataset(null, dataSet);
    }
    return bytes.toByteArray();
  }

  /** A C-STORE request; its data set is to follow. */
  static Attributes storeRequest(String sopClass, String sopInstance) {
    var command = Commands.mkCStoreRQ(1, sopClass, sopInstance, 0);
    command.setInt(Tag.CommandDataSetType, VR.US, 0);
    return command;
  }

  static Attributes withoutDataSet(Attributes command) {
    command.setInt(Tag.CommandDataSetType, VR.US, WITHOUT_DATA_SET);
    return command;
  }

  Pdu read() throws IOException {
    var type = in.readUnsignedByte();
    in.readByte();
    return new Pdu(type, in.readNBytes(in.readInt()));
  }

  /** Reads a response and gives its (0000,0900) Status. */
  int readStatus() throws IOException {
    var body = read().body();
    var command = new ByteArrayInputStream(body, 6, body.length - 6);
    try (var reader = new ImageInputStream(command, UID.ImplicitVRLittleEndian)) {
      return reader.readCommand().getInt(Tag.Status, -1);
    }
  }

  /** Sends bytes one by one, at a pace, for as long as the receiver takes them. */
  void trickle(Trickle next) throws IOException {
    socket.setSoTimeout(PACE_MILLIS);
    try {
      while (true) {
        try {
          if (in.read() < 0) {
            return;
          }
        } catch (SocketTimeoutException e) {
          next.sendOne();
        }
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Reset: the receiver has closed the connection.
    }
  }

  /** Sends a little. */
  @FunctionalInterface
  interface Trickle {
    void sendOne() throws IOException;
  }

  /** Reads until the receiver has closed the connection; fails where it does not. */
  void awaitEnd() throws IOException {
    try {
      while (in.read() >= 0) {
        // Whatever it still says.
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Reset: closed as well.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
