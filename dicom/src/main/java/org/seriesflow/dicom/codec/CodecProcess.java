package org.seriesflow.dicom.codec;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A running {@link CodecMain}. One thread at a time. */
final class CodecProcess implements AutoCloseable {
  /**
   * Address space in KiB: room for the native library, the largest frame and its working copies. A
   * codec that asks for more gets none, and says so.
   */
  private static final long ADDRESS_SPACE_KIB = 6L << 20;

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Path SHELL = Path.of("/bin/sh");

  private final Process process;
  private final DataOutputStream requests;
  private final DataInputStream answers;
  private final ScheduledExecutorService clock;

  private CodecProcess(Process process, ScheduledExecutorService clock) {
    this.process = process;
    this.clock = clock;
    requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
  }

  /**
   * Starts one, and waits until it can work.
   *
   * @param limit how long it may take with a frame; beyond twice that it ends itself, should nobody
   *     be left to end it
   * @throws DecoderUnavailableException when it cannot be started
   */
  static CodecProcess start(Duration limit, ScheduledExecutorService clock)
      throws DecoderUnavailableException {
    CodecProcess started;
    try {
      var command = new ProcessBuilder(command(limit.multipliedBy(2)));
      command.redirectError(ProcessBuilder.Redirect.DISCARD);
      started = new CodecProcess(command.start(), clock);
    } catch (IOException e) {
      throw new DecoderUnavailableException(
          "the decoding process cannot be started: " + e.getMessage(), e);
    }
    try {
      started.within(START_LIMIT, started.answers::readByte);
      return started;
    } catch (IOException e) {
      started.close();
      throw new DecoderUnavailableException(
          "the decoding process does not start: " + started.fate(), e);
    }
  }

  /**
   * Decodes a frame.
   *
   * @return cells, little endian, {@link EncodedFrame#decodedBytes()} bytes
   * @throws CorruptFrameException when it cannot be decoded; {@link #isAlive} says whether the
   *     process goes on
   */
  byte[] decode(EncodedFrame frame, Duration limit) throws CorruptFrameException {
    try {
      return within(limit, () -> answer(frame));
    } catch (CorruptFrameException e) {
      throw e;
    } catch (IOException e) {
      close();
      throw new CorruptFrameException("the decoder came to an end with it: " + fate());
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    end();
  }

  /** Ends it, whatever it is at, and waits until it is gone. */
  void end() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] answer(EncodedFrame frame) throws IOException {
    frame.writeTo(requests);
    requests.flush();
    if (answers.readByte() != CodecMain.DECODED) {
      throw new CorruptFrameException(answers.readUTF());
    }
    var length = answers.readInt();
    if (length != frame.decodedBytes()) {
      throw new CorruptFrameException(
          "the codec gives %d bytes of %d".formatted(length, frame.decodedBytes()));
    }
    return answers.readNBytes(length);
  }

  private interface Exchange<T> {
    T run() throws IOException;
  }

  /** A native call cannot be interrupted; its process can be ended. */
  private <T> T within(Duration limit, Exchange<T> exchange) throws IOException {
    var late = new AtomicBoolean();
    var watch =
        clock.schedule(
            () -> {
              late.set(true);
              process.destroyForcibly();
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      return exchange.run();
    } catch (IOException e) {
      if (late.get()) {
        throw new CorruptFrameException(
            "it was not decoded within %d ms".formatted(limit.toMillis()));
      }
      throw e;
    } finally {
      watch.cancel(false);
    }
  }

  private String fate() {
    return process.isAlive() ? "it runs" : "exit code " + process.exitValue();
  }

  private static List<String> command(Duration ownLimit) throws IOException {
    var java =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:CompressedClassSpaceSize=32m",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + (File.separatorChar == '/' ? "/dev/null" : "NUL"),
                "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                CodecMain.class.getName(),
                ownLimit.toString()));
    if (!Files.isExecutable(SHELL)) {
      return java;
    }
    // The limit is the shell's own and passes to what it becomes.
    var limited =
        new ArrayList<>(
            List.of(
                SHELL.toString(),
                "-c",
                "ulimit -c 0; ulimit -v " + ADDRESS_SPACE_KIB + " 2>/dev/null; exec \"$@\"",
                "codec"));
    limited.addAll(java);
    return limited;
  }

  /** Jars of what the process needs, wherever the class loader that runs this has them from. */
  private static String classPath() throws IOException {
    var paths = new LinkedHashSet<String>();
    for (var type :
        List.of(
            CodecMain.class,
            org.aoju.bus.image.UID.class,
            org.aoju.bus.core.Version.class,
            org.aoju.bus.logger.Logger.class,
            org.opencv.core.Mat.class,
            org.slf4j.Logger.class)) {
      paths.add(place(type).toString());
    }
    return String.join(File.pathSeparator, paths);
  }

  private static Path place(Class<?> type) throws IOException {
    try {
      var source = type.getProtectionDomain().getCodeSource();
      if (source != null && source.getLocation() != null) {
        return Path.of(source.getLocation().toURI());
      }
      URL resource = type.getResource(type.getSimpleName() + ".class");
      if (resource != null && resource.openConnection() instanceof JarURLConnection jar) {
        return Path.of(jar.getJarFileURL().toURI());
      }
      throw new IOException("nothing says where " + type.getName() + " was loaded from");
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException("cannot tell where " + type.getName() + " was loaded from", e);
    }
  }
}
