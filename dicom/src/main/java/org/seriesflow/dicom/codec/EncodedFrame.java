package org.seriesflow.dicom.codec;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * One compressed grey frame, gathered from its fragments (PS3.5 section A.4), with what the header
 * says about its cells (PS3.3 C.7.6.3.1).
 *
 * @param photometric Photometric Interpretation, MONOCHROME1 or MONOCHROME2
 * @param bytes the codestream, padding included
 */
// It is handed over once, and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record EncodedFrame(
    String transferSyntaxUid,
    String photometric,
    int rows,
    int columns,
    int bitsAllocated,
    int bitsStored,
    boolean signed,
    byte[] bytes) {

  /** Bytes of the decoded frame: cells of {@code bitsAllocated} bits, little endian. */
  public long decodedBytes() {
    return (long) rows * columns * (bitsAllocated / Byte.SIZE);
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeUTF(transferSyntaxUid);
    out.writeUTF(photometric);
    out.writeInt(rows);
    out.writeInt(columns);
    out.writeInt(bitsAllocated);
    out.writeInt(bitsStored);
    out.writeBoolean(signed);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static EncodedFrame readFrom(DataInputStream in) throws IOException {
    return new EncodedFrame(
        in.readUTF(),
        in.readUTF(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readBoolean(),
        in.readNBytes(in.readInt()));
  }
}
