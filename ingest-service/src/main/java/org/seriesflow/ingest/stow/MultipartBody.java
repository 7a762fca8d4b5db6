package org.seriesflow.ingest.stow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.ingest.reception.RequestRefusal;

/**
 * Reads a multipart body (RFC 2046 section 5.1.1) part by part, in one buffer of 64 KiB whatever
 * the length of a part. No library at hand hands out the parts of multipart/related as streams.
 */
final class MultipartBody {
  private static final int BUFFER = 64 * 1024;
  private static final int LONGEST_BOUNDARY = 70;

  private final InputStream in;
  private final byte[] delimiter;
  private final int longestHeaders;
  private final byte[] buffer = new byte[BUFFER];

  /** What was read and not handed out. */
  private int position;

  private int limit;

  /** Up to here bytes are known to be data; at it a delimiter stands, where {@code atDelimiter}. */
  private int dataEnd;

  private boolean atDelimiter;
  private Map<String, String> headers = Map.of();

  /**
   * A body at its beginning.
   *
   * @param longestHeaders bytes of the headers of a part
   * @throws RequestRefusedException where the boundary is none
   */
  MultipartBody(InputStream in, String boundary, int longestHeaders)
      throws RequestRefusedException {
    if (boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
      throw malformed("the boundary has %d characters, not 1 to 70".formatted(boundary.length()));
    }
    this.in = in;
    this.longestHeaders = longestHeaders;
    delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    // The first delimiter may stand at the very beginning, without a line before it.
    buffer[0] = '\r';
    buffer[1] = '\n';
    limit = 2;
  }

  /**
   * Goes to the next part, passing over what is left of the one before.
   *
   * @return false behind the last one
   */
  boolean next() throws IOException {
    while (hasData()) {
      position = dataEnd;
    }
    position += delimiter.length;
    dataEnd = position;
    atDelimiter = false;
    var next = readByte();
    if (next == '-') {
      if (readByte() != '-') {
        throw malformed("a boundary is followed by neither a line end nor two hyphens");
      }
      return false;
    }
    while (next == ' ' || next == '\t') {
      next = readByte();
    }
    if (next != '\r' || readByte() != '\n') {
      throw malformed("a boundary is followed by neither a line end nor two hyphens");
    }
    headers = readHeaders();
    dataEnd = position;
    return true;
  }

  /** A header of this part, by its name in any case. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The bytes of this part; of no use after {@link #next}. */
  InputStream part() {
    return new Part();
  }

  private Map<String, String> readHeaders() throws IOException {
    var read = new HashMap<String, String>();
    var left = longestHeaders;
    String name = null;
    while (true) {
      var line = readLine(left);
      left -= line.length() + 2;
      if (line.isEmpty()) {
        return read;
      }
      var colon = line.indexOf(':');
      if (name != null && (line.startsWith(" ") || line.startsWith("\t"))) {
        read.merge(name, line.strip(), (start, rest) -> start + " " + rest);
      } else if (colon > 0) {
        name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        read.put(name, line.substring(colon + 1).strip());
      } else {
        throw malformed("a header line of a part has no colon");
      }
    }
  }

  private String readLine(int longest) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = readByte(); next != '\r'; next = readByte()) {
      if (line.size() >= longest) {
        throw malformed("the headers of a part are longer than %d bytes".formatted(longestHeaders));
      }
      line.write(next);
    }
    if (readByte() != '\n') {
      throw malformed("a header line of a part ends in a lone carriage return");
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private int readByte() throws IOException {
    if (position == limit) {
      fill();
    }
    return buffer[position++] & 0xFF;
  }

  /** Reads more behind what is left, which moves to the front. */
  private void fill() throws IOException {
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    dataEnd = Math.max(0, dataEnd - position);
    position = 0;
    var count = in.read(buffer, limit, BUFFER - limit);
    if (count < 0) {
      throw malformed("the body ends before its last boundary");
    }
    limit += count;
  }

  /** Whether the part goes on; then the bytes up to {@code dataEnd} are of it. */
  private boolean hasData() throws IOException {
    while (position == dataEnd && !atDelimiter) {
      findDelimiter();
      if (position == dataEnd && !atDelimiter) {
        fill();
      }
    }
    return position < dataEnd;
  }

  private void findDelimiter() {
    for (var i = position; i < limit; i++) {
      if (buffer[i] != '\r') {
        continue;
      }
      var matching = 1;
      while (matching < delimiter.length
          && i + matching < limit
          && buffer[i + matching] == delimiter[matching]) {
        matching++;
      }
      if (matching == delimiter.length || i + matching == limit) {
        dataEnd = i;
        atDelimiter = matching == delimiter.length;
        return;
      }
    }
    dataEnd = limit;
  }

  private static RequestRefusedException malformed(String message) {
    return new RequestRefusedException(RequestRefusal.MALFORMED, message);
  }

  private final class Part extends InputStream {
    @Override
    public int read() throws IOException {
      return hasData() ? buffer[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!hasData()) {
        return -1;
      }
      var count = Math.min(length, dataEnd - position);
      System.arraycopy(buffer, position, bytes, offset, count);
      position += count;
      return count;
    }
  }
}
