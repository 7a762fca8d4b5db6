package org.seriesflow.streaming.retention;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The payloads that something refers to, by the first 64 bits of their SHA-256: eight bytes each,
 * so that millions fit. Two digests that begin alike keep one payload too many, never one too few.
 *
 * <p>References are found by the form of their keys ({@code /<sha256>.<extension>}) in whatever
 * bytes they stand: Avro writes a string as its UTF-8, so that any event of any schema version
 * shows them, also inside of a dead letter and in a record that cannot be decoded. Not safe for
 * threads.
 */
final class ReferencedDigests {
  private static final Pattern KEY = Pattern.compile("/([0-9a-f]{64})\\.[a-z0-9]");
  private static final int SIGNIFICANT = 16;
  private static final int HEXADECIMAL = 16;

  private long[] digests = new long[1024];
  private int size;
  private int sorted;

  /**
   * Adds all references in a text.
   *
   * @param text characters up to U+00FF are enough: a key is ASCII
   * @return how many it holds
   */
  int addFrom(CharSequence text) {
    var keys = KEY.matcher(text);
    var found = 0;
    while (keys.find()) {
      add(keys.group(1));
      found++;
    }
    return found;
  }

  private void add(String sha256) {
    if (size == digests.length) {
      compact();
      if (size > digests.length / 2) {
        digests = Arrays.copyOf(digests, Math.multiplyExact(digests.length, 2));
      }
    }
    digests[size++] = prefix(sha256);
  }

  /** Sorts and drops what stands twice. */
  private void compact() {
    Arrays.sort(digests, 0, size);
    var distinct = 0;
    for (var i = 0; i < size; i++) {
      if (i == 0 || digests[i] != digests[i - 1]) {
        digests[distinct++] = digests[i];
      }
    }
    size = distinct;
    sorted = distinct;
  }

  boolean contains(String sha256) {
    if (sorted < size) {
      compact();
    }
    return Arrays.binarySearch(digests, 0, size, prefix(sha256)) >= 0;
  }

  /** How many different ones there are. */
  int size() {
    if (sorted < size) {
      compact();
    }
    return size;
  }

  private static long prefix(String sha256) {
    return Long.parseUnsignedLong(sha256, 0, SIGNIFICANT, HEXADECIMAL);
  }
}
