package org.seriesflow.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.seriesflow.fuzzing.ByteMutations;
import org.seriesflow.fuzzing.Mutation;

/**
 * Mutations of little-endian data sets and files by element (PS3.5 section 7.1): lengths, values
 * and value representations that lie, elements that are missing or come again, sequences without
 * bottom.
 */
final class DicomMutations {
  private static final int ITEM_GROUP = 0xFFFE;
  private static final int UNDEFINED = -1;
  private static final List<String> LONG_FORM =
      List.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");
  private static final List<String> REPRESENTATIONS =
      List.of(
          "AE", "AT", "CS", "DS", "FD", "FL", "IS", "LO", "OB", "OW", "SH", "SL", "SQ", "SS", "UI",
          "UL", "UN", "US", "UT", "zz");
  private static final int[] EXTREMES = {
    0, 1, 2, 3, 0xFFFF, 0x1_0001, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFD, 0xFFFF_FFFE, 0xFFFF_FFFF
  };

  private static final byte[] FILLS = {0, -1, 0x7F, -0x80, ' ', '9', '\\', '-'};

  /** Elements that sizes are made of, and what they may be said to be. */
  private static final int[] SIZES = {
    0x0028_0002,
    0x0028_0008,
    0x0028_0010,
    0x0028_0011,
    0x0028_0100,
    0x0028_0101,
    0x0028_0102,
    0x0028_0103
  };

  private static final int DEEP = 4_000;
  private static final int MANY = 20_000;

  private DicomMutations() {}

  /** All of them, with those of bytes. */
  static List<Mutation> all(List<byte[]> seeds) {
    var all = new ArrayList<>(ByteMutations.all(seeds));
    all.addAll(
        List.of(
            DicomMutations::putLength,
            DicomMutations::putLength,
            DicomMutations::putValue,
            DicomMutations::putRepresentation,
            DicomMutations::remove,
            DicomMutations::repeat,
            DicomMutations::exchange,
            DicomMutations::insertSize,
            DicomMutations::insertSize,
            DicomMutations::insertNest,
            DicomMutations::insertItems));
    return all;
  }

  /**
   * An element, an item or a delimiter.
   *
   * @param width bytes of the length field, 2 or 4
   */
  private record Element(int at, int lengthAt, int width, int end, boolean explicit) {
    int valueAt() {
      return lengthAt + width;
    }
  }

  private static List<Element> elements(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    var found = new ArrayList<Element>();
    var at = hasPreamble(bytes) ? 132 : 0;
    while (at + 8 <= bytes.length) {
      var delimits = (in.getShort(at) & 0xFFFF) == ITEM_GROUP;
      var explicit = !delimits && isUpperCase(bytes[at + 4]) && isUpperCase(bytes[at + 5]);
      var longForm = explicit && LONG_FORM.contains(text(bytes, at + 4, 2));
      var width = explicit && !longForm ? Short.BYTES : Integer.BYTES;
      var lengthAt = at + (longForm ? 8 : explicit ? 6 : 4);
      if (lengthAt + width > bytes.length) {
        break;
      }
      var length = width == Short.BYTES ? in.getShort(lengthAt) & 0xFFFF : in.getInt(lengthAt);
      var inside = length == UNDEFINED || delimits || text(bytes, at + 4, 2).equals("SQ");
      var end = inside ? lengthAt + width : (long) lengthAt + width + (length & 0xFFFF_FFFFL);
      var stop = (int) Math.min(end, bytes.length);
      found.add(new Element(at, lengthAt, width, stop, explicit));
      at = stop;
    }
    return found;
  }

  private static boolean hasPreamble(byte[] bytes) {
    return bytes.length >= 132 && text(bytes, 128, 4).equals("DICM");
  }

  private static boolean isUpperCase(byte value) {
    return value >= 'A' && value <= 'Z';
  }

  private static String text(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
  }

  private static int extreme(RandomGenerator random) {
    return EXTREMES[random.nextInt(EXTREMES.length)];
  }

  private static byte[] putLength(byte[] seed, RandomGenerator random) {
    var elements = elements(seed);
    var bytes = seed.clone();
    if (!elements.isEmpty()) {
      var element = elements.get(random.nextInt(elements.size()));
      var out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      if (element.width() == Short.BYTES) {
        out.putShort(element.lengthAt(), (short) extreme(random));
      } else {
        out.putInt(element.lengthAt(), extreme(random));
      }
    }
    return bytes;
  }

  private static byte[] putValue(byte[] seed, RandomGenerator random) {
    var elements = elements(seed);
    var bytes = seed.clone();
    if (!elements.isEmpty()) {
      var element = elements.get(random.nextInt(elements.size()));
      var fill = FILLS[random.nextInt(FILLS.length)];
      Arrays.fill(bytes, element.valueAt(), Math.max(element.valueAt(), element.end()), fill);
    }
    return bytes;
  }

  private static byte[] putRepresentation(byte[] seed, RandomGenerator random) {
    var elements = elements(seed).stream().filter(Element::explicit).toList();
    var bytes = seed.clone();
    if (!elements.isEmpty()) {
      var element = elements.get(random.nextInt(elements.size()));
      var other = REPRESENTATIONS.get(random.nextInt(REPRESENTATIONS.size()));
      var at = element.lengthAt() - (element.width() == Short.BYTES ? 2 : 4);
      bytes[at] = (byte) other.charAt(0);
      bytes[at + 1] = (byte) other.charAt(1);
    }
    return bytes;
  }

  private static byte[] remove(byte[] seed, RandomGenerator random) {
    var elements = elements(seed);
    if (elements.isEmpty()) {
      return seed;
    }
    var element = elements.get(random.nextInt(elements.size()));
    return ByteMutations.joined(
        Arrays.copyOf(seed, element.at()), Arrays.copyOfRange(seed, element.end(), seed.length));
  }

  private static byte[] repeat(byte[] seed, RandomGenerator random) {
    var elements = elements(seed);
    if (elements.isEmpty()) {
      return seed;
    }
    var element = elements.get(random.nextInt(elements.size()));
    return inserted(seed, element.end(), Arrays.copyOfRange(seed, element.at(), element.end()));
  }

  private static byte[] exchange(byte[] seed, RandomGenerator random) {
    var elements = elements(seed);
    if (elements.size() < 2) {
      return seed;
    }
    var index = random.nextInt(elements.size() - 1);
    var first = elements.get(index);
    var second = elements.get(index + 1);
    return ByteMutations.joined(
        Arrays.copyOf(seed, first.at()),
        Arrays.copyOfRange(seed, second.at(), second.end()),
        Arrays.copyOfRange(seed, first.at(), first.end()),
        Arrays.copyOfRange(seed, second.end(), seed.length));
  }

  /** Another size than the data set has, before the place where it stands or anywhere. */
  private static byte[] insertSize(byte[] seed, RandomGenerator random) {
    var tag = SIZES[random.nextInt(SIZES.length)];
    var value =
        switch (random.nextInt(3)) {
          case 0 -> element(tag, "UL", word(extreme(random)));
          case 1 -> element(tag, "US", Arrays.copyOf(word(extreme(random)), Short.BYTES));
          default -> element(tag, "IS", Integer.toString(extreme(random)));
        };
    var elements = elements(seed);
    for (var element : elements) {
      if (tag(seed, element) == tag && random.nextInt(4) > 0) {
        return ByteMutations.joined(
            Arrays.copyOf(seed, element.at()),
            value,
            Arrays.copyOfRange(seed, element.end(), seed.length));
      }
    }
    return inserted(seed, place(seed, elements, random), value);
  }

  /** Sequences of undefined length, each in an item of the one before, without an end. */
  private static byte[] insertNest(byte[] seed, RandomGenerator random) {
    var depth = random.nextInt(1, DEEP);
    return inserted(seed, place(seed, elements(seed), random), nest(depth));
  }

  /** An endless nest of sequences, explicit VR little endian. */
  static byte[] nest(int depth) {
    var level =
        ByteMutations.joined(
            header(0x0008_1140, "SQ", UNDEFINED), word(0xE000_FFFE), word(UNDEFINED));
    var nest = new ByteArrayOutputStream();
    for (var i = 0; i < depth; i++) {
      nest.writeBytes(level);
    }
    return nest.toByteArray();
  }

  /** A sequence of empty items, each eight bytes that are to become an object. */
  private static byte[] insertItems(byte[] seed, RandomGenerator random) {
    return inserted(
        seed, place(seed, elements(seed), random), items(0x0008_1140, random.nextInt(1, MANY)));
  }

  /** A sequence of empty items, explicit VR little endian. */
  static byte[] items(int tag, int count) {
    var items = new ByteArrayOutputStream();
    items.writeBytes(header(tag, "SQ", UNDEFINED));
    for (var i = 0; i < count; i++) {
      items.writeBytes(ByteMutations.joined(word(0xE000_FFFE), word(0)));
    }
    items.writeBytes(ByteMutations.joined(word(0xE0DD_FFFE), word(0)));
    return items.toByteArray();
  }

  /** An element, explicit VR little endian. */
  static byte[] element(int tag, String representation, byte[] value) {
    return ByteMutations.joined(header(tag, representation, value.length), value);
  }

  private static byte[] element(int tag, String representation, String value) {
    var even = value.length() % 2 == 0 ? value : value + " ";
    return element(tag, representation, even.getBytes(StandardCharsets.US_ASCII));
  }

  /** Tag, value representation and length. */
  static byte[] header(int tag, String representation, int length) {
    var longForm = LONG_FORM.contains(representation);
    var header = ByteBuffer.allocate(longForm ? 12 : 8).order(ByteOrder.LITTLE_ENDIAN);
    header.putShort((short) (tag >> 16)).putShort((short) tag);
    header.put(representation.getBytes(StandardCharsets.US_ASCII));
    if (longForm) {
      header.putShort((short) 0).putInt(length);
    } else {
      header.putShort((short) length);
    }
    return header.array();
  }

  private static byte[] word(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static int tag(byte[] bytes, Element element) {
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return (in.getShort(element.at()) << 16) | (in.getShort(element.at() + 2) & 0xFFFF);
  }

  private static int place(byte[] seed, List<Element> elements, RandomGenerator random) {
    return elements.isEmpty() ? seed.length : elements.get(random.nextInt(elements.size())).at();
  }

  /** The same with something at a place. */
  static byte[] inserted(byte[] seed, int at, byte[] bytes) {
    return ByteMutations.joined(
        Arrays.copyOf(seed, at), bytes, Arrays.copyOfRange(seed, at, seed.length));
  }
}
