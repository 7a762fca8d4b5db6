package org.seriesflow.streaming.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Who a series was of before it was de-identified. What was missing is empty.
 *
 * @param patientId Patient ID (0010,0020)
 * @param issuerOfPatientId Issuer of Patient ID (0010,0021)
 * @param accessionNumber Accession Number (0008,0050)
 * @param studyInstanceUid as it was sent
 * @param seriesInstanceUid as it was sent
 */
public record Identity(
    String patientId,
    String issuerOfPatientId,
    String accessionNumber,
    String studyInstanceUid,
    String seriesInstanceUid) {
  private static final int FORMAT = 1;

  /** The same bytes for the same identity. */
  byte[] toBytes() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeUTF(patientId);
      out.writeUTF(issuerOfPatientId);
      out.writeUTF(accessionNumber);
      out.writeUTF(studyInstanceUid);
      out.writeUTF(seriesInstanceUid);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  static Identity ofBytes(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readUnsignedByte();
      if (format != FORMAT) {
        throw new IdentityException("an identity is of format " + format + ", not " + FORMAT, null);
      }
      return new Identity(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF());
    } catch (IOException e) {
      throw new IdentityException("an identity cannot be read: " + e.getMessage(), e);
    }
  }

  /** Says nothing: what is in it belongs into no log. */
  @Override
  public String toString() {
    return "Identity[…]";
  }
}
