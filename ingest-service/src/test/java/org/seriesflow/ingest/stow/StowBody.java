package org.seriesflow.ingest.stow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A multipart/related body of files. */
public final class StowBody {
  public static final String CONTENT_TYPE =
      "multipart/related; type=\"application/dicom\"; boundary=stow-test";

  private static final String DELIMITER = "\r\n--stow-test";
  private static final String HEADER = "\r\nContent-Type: application/dicom\r\n\r\n";

  private StowBody() {}

  public static byte[] of(List<Path> files) {
    var body = new ByteArrayOutputStream();
    try {
      for (var file : files) {
        body.write((DELIMITER + HEADER).getBytes(StandardCharsets.US_ASCII));
        Files.copy(file, body);
      }
      body.write((DELIMITER + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toByteArray();
  }
}
