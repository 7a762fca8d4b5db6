package org.seriesflow.fuzzing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Mutations that know nothing of a format. */
public final class ByteMutations {
  /** Lengths and numbers at the ends of their ranges, and odd ones. */
  private static final int[] EXTREMES = {
    0,
    1,
    3,
    0x7F,
    0x7FFF,
    0x8000,
    0xFFFD,
    0xFFFF,
    0x7FFF_FFFF,
    0x8000_0000,
    0xFFFF_FFFD,
    0xFFFF_FFFE,
    0xFFFF_FFFF
  };

  private static final String[] NUMBERS = {
    "", "0", "-1", "2147483647", "2147483648", "4294967295", "-2147483648", "9223372036854775807",
    "1e308", "-1e308", "1e-308", "1e999", "NaN", "Infinity", "0x10", "1\\2\\3\\4\\5\\6\\7"
  };

  private ByteMutations() {}

  /** All of them; a splice is with one of the seeds. */
  public static List<Mutation> all(List<byte[]> seeds) {
    return List.of(
        ByteMutations::flipBits,
        ByteMutations::overwrite,
        ByteMutations::truncate,
        ByteMutations::remove,
        ByteMutations::repeat,
        ByteMutations::putExtreme,
        ByteMutations::putExtreme,
        ByteMutations::replaceNumber,
        (seed, random) -> splice(seed, seeds.get(random.nextInt(seeds.size())), random));
  }

  static byte[] flipBits(byte[] seed, RandomGenerator random) {
    var bytes = seed.clone();
    for (var i = random.nextInt(1, 9); i > 0 && bytes.length > 0; i--) {
      bytes[place(bytes, random)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return bytes;
  }

  static byte[] overwrite(byte[] seed, RandomGenerator random) {
    var bytes = seed.clone();
    var start = random.nextInt(bytes.length + 1);
    for (var i = start; i < Math.min(bytes.length, start + random.nextInt(1, 33)); i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return bytes;
  }

  static byte[] truncate(byte[] seed, RandomGenerator random) {
    return Arrays.copyOf(seed, random.nextInt(seed.length + 1));
  }

  static byte[] remove(byte[] seed, RandomGenerator random) {
    var start = random.nextInt(seed.length + 1);
    var end = Math.min(seed.length, start + random.nextInt(1, 129));
    return joined(Arrays.copyOf(seed, start), Arrays.copyOfRange(seed, end, seed.length));
  }

  static byte[] repeat(byte[] seed, RandomGenerator random) {
    var start = random.nextInt(seed.length + 1);
    var end = Math.min(seed.length, start + random.nextInt(1, 513));
    return joined(Arrays.copyOf(seed, end), Arrays.copyOfRange(seed, start, seed.length));
  }

  /** One extreme value of two or four bytes, in either order. */
  static byte[] putExtreme(byte[] seed, RandomGenerator random) {
    var bytes = seed.clone();
    var value = EXTREMES[random.nextInt(EXTREMES.length)];
    var width = random.nextBoolean() ? Short.BYTES : Integer.BYTES;
    if (bytes.length < width) {
      return bytes;
    }
    var at = Math.min(place(bytes, random), bytes.length - width);
    var buffer =
        ByteBuffer.wrap(bytes)
            .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    if (width == Short.BYTES) {
      buffer.putShort(at, (short) value);
    } else {
      buffer.putInt(at, value);
    }
    return bytes;
  }

  /** Another number where digits stand. */
  static byte[] replaceNumber(byte[] seed, RandomGenerator random) {
    var start = random.nextInt(seed.length + 1);
    while (start < seed.length && !isDigit(seed[start])) {
      start++;
    }
    var end = start;
    while (end < seed.length && isDigit(seed[end])) {
      end++;
    }
    var number = NUMBERS[random.nextInt(NUMBERS.length)].getBytes(StandardCharsets.US_ASCII);
    if (random.nextBoolean()) {
      // In place, so that what stands behind keeps its place.
      number = Arrays.copyOf(number, end - start);
    }
    return joined(Arrays.copyOf(seed, start), number, Arrays.copyOfRange(seed, end, seed.length));
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  static byte[] splice(byte[] seed, byte[] other, RandomGenerator random) {
    return joined(
        Arrays.copyOf(seed, random.nextInt(seed.length + 1)),
        Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
  }

  /** Half of the places lie in the first kilobyte, where most of what is parsed stands. */
  private static int place(byte[] bytes, RandomGenerator random) {
    return random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 1024));
  }

  /** The parts behind one another. */
  public static byte[] joined(byte[]... parts) {
    var whole = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    var at = 0;
    for (var part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }
}
