package org.seriesflow.dicom.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The native library behind the JPEG, JPEG-LS and JPEG 2000 codecs, unpacked and loaded once. The
 * toolkit's own loader wants JNA; this one wants nothing.
 */
final class CodecLibrary {
  private static final String LOAD_FAILURE = load();

  private CodecLibrary() {}

  /**
   * Makes sure that the library is there.
   *
   * @throws IOException when this platform has none, or it cannot be loaded
   */
  static void require() throws IOException {
    if (!LOAD_FAILURE.isEmpty()) {
      throw new IOException(LOAD_FAILURE);
    }
  }

  private static String load() {
    var resource = resource();
    try (var in = CodecLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        return "the codecs have no native library for "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch");
      }
      loadFrom(in, resource.substring(resource.lastIndexOf('/') + 1));
      return "";
    } catch (IOException | UnsatisfiedLinkError e) {
      return "the codecs' native library cannot be loaded: " + e.getMessage();
    }
  }

  // Loading a library by a computed path is the point here.
  @SuppressWarnings("restricted")
  private static void loadFrom(InputStream in, String name) throws IOException {
    var folder = Files.createTempDirectory("seriesflow-codecs-");
    var library = folder.resolve(name);
    try {
      Files.copy(in, library);
      System.load(library.toString());
    } finally {
      removeIfPossible(library);
      removeIfPossible(folder);
    }
  }

  /** On Linux a loaded library needs its file no more; where it does, it goes at exit. */
  private static void removeIfPossible(Path path) throws IOException {
    try {
      Files.deleteIfExists(path);
    } catch (java.nio.file.FileSystemException e) {
      path.toFile().deleteOnExit();
    }
  }

  private static String resource() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    var bits = architecture.equals("amd64") || architecture.equals("x86_64") ? "x86_64" : "none";
    if (system.contains("linux")) {
      return "/lib/linux-" + bits + "/libopencv_java.so";
    }
    if (system.contains("windows")) {
      return "/lib/win32-" + bits + "/opencv_java.dll";
    }
    return "/lib/macos-" + bits + "/libopencv_java.jnilib";
  }
}
