package org.seriesflow.ingest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.seriesflow.events.InstanceReceived;

/**
 * The instances of a series revision as an Avro object container file, which holds its schema: what
 * {@code SeriesAssembled.instances} refers to. The same instances give the same bytes, so that a
 * revision that is written again after a crash is the same payload.
 */
public final class InstanceList {
  private static final int SYNC_MARKER_SIZE = 16;

  private InstanceList() {}

  /**
   * Writes a list.
   *
   * @param name what the file's sync marker is made from, such as series and revision
   */
  public static Writer write(String name, OutputStream target) throws IOException {
    return new Writer(name, target);
  }

  /**
   * Reads a list.
   *
   * @throws IOException when the file is no such list
   */
  public static List<InstanceReceived> read(Path file) throws IOException {
    var datumReader = new SpecificDatumReader<>(InstanceReceived.class);
    try (var reader = new DataFileReader<>(file.toFile(), datumReader)) {
      var instances = new ArrayList<InstanceReceived>();
      reader.forEachRemaining(instances::add);
      return instances;
    }
  }

  /** Takes the instances one by one. */
  public static final class Writer implements AutoCloseable {
    private final DataFileWriter<InstanceReceived> file;
    private int count;

    private Writer(String name, OutputStream target) throws IOException {
      file = new DataFileWriter<>(new SpecificDatumWriter<>(InstanceReceived.class));
      file.setCodec(CodecFactory.deflateCodec(1));
      file.create(InstanceReceived.getClassSchema(), target, syncMarker(name));
    }

    public void add(InstanceReceived instance) {
      try {
        file.append(instance);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      count++;
    }

    public int count() {
      return count;
    }

    /** Ends the file; the stream below it stays open. */
    @Override
    public void close() throws IOException {
      file.flush();
    }
  }

  private static byte[] syncMarker(String name) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Arrays.copyOf(digest.digest(name.getBytes(StandardCharsets.UTF_8)), SYNC_MARKER_SIZE);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
