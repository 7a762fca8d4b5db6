package org.seriesflow.dicom.codec;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * High-Throughput JPEG 2000 (ISO 15444-15) by the system's OpenJPEG 2.5, which the toolkit's
 * library is too old for. Structures are those of openjpeg.h.
 */
// Calling a native library by its symbols is the point here.
@SuppressWarnings("restricted")
final class OpenJpeg {
  private static final int CODESTREAM = 0;
  private static final int JP2 = 2;

  /**
   * Above the size of opj_dparameters, which has changed between versions and is never read here.
   */
  private static final long PARAMETER_BYTES = 64 * 1024;

  private static final long BUFFER_BYTES = 1 << 20;
  private static final long END_OF_STREAM = -1;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final java.lang.foreign.AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final Optional<SymbolLookup> LIBRARY = find();

  private final Arena arena;
  private final EncodedFrame frame;
  private final MemorySegment bytes;
  private long position;
  private String complaint = "it is corrupt";

  private OpenJpeg(Arena arena, EncodedFrame frame) {
    this.arena = arena;
    this.frame = frame;
    bytes = MemorySegment.ofArray(frame.bytes());
  }

  static boolean isThere() {
    return LIBRARY.isPresent();
  }

  /** Cells, little endian, {@link EncodedFrame#decodedBytes()} bytes. */
  static byte[] decode(EncodedFrame frame) throws IOException {
    if (LIBRARY.isEmpty()) {
      throw new CorruptFrameException(
          "High-Throughput JPEG 2000 needs OpenJPEG 2.5 or newer (Debian: libopenjp2-7) and this"
              + " machine has none");
    }
    try (var arena = Arena.ofConfined()) {
      return new OpenJpeg(arena, frame).decode();
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] decode() throws Throwable {
    var codec = (MemorySegment) function("opj_create_decompress", POINTER, INT).invoke(format());
    var stream =
        (MemorySegment) function("opj_stream_create", POINTER, LONG, INT).invoke(BUFFER_BYTES, 1);
    var image = arena.allocate(POINTER);
    try {
      prepare(codec, stream);
      require(
          (int)
              function("opj_read_header", INT, POINTER, POINTER, POINTER)
                  .invoke(stream, codec, image));
      var decoded = image.get(POINTER, 0);
      require(
          (int)
              function("opj_decode", INT, POINTER, POINTER, POINTER)
                  .invoke(codec, stream, decoded));
      return cells(decoded.reinterpret(32));
    } finally {
      if (image.get(LONG, 0) != 0) {
        procedure("opj_image_destroy", POINTER).invoke(image.get(POINTER, 0));
      }
      procedure("opj_stream_destroy", POINTER).invoke(stream);
      procedure("opj_destroy_codec", POINTER).invoke(codec);
    }
  }

  private int format() {
    return frame.bytes()[0] == 0 ? JP2 : CODESTREAM;
  }

  private void prepare(MemorySegment codec, MemorySegment stream) throws Throwable {
    procedure("opj_set_error_handler", POINTER, POINTER, POINTER)
        .invoke(
            codec,
            callback("complain", void.class, MemorySegment.class, MemorySegment.class),
            MemorySegment.NULL);
    var parameters = arena.allocate(PARAMETER_BYTES, Long.BYTES);
    procedure("opj_set_default_decoder_parameters", POINTER).invoke(parameters);
    require((int) function("opj_setup_decoder", INT, POINTER, POINTER).invoke(codec, parameters));
    procedure("opj_stream_set_read_function", POINTER, POINTER)
        .invoke(
            stream,
            callback("read", long.class, MemorySegment.class, long.class, MemorySegment.class));
    procedure("opj_stream_set_skip_function", POINTER, POINTER)
        .invoke(stream, callback("skip", long.class, long.class, MemorySegment.class));
    procedure("opj_stream_set_seek_function", POINTER, POINTER)
        .invoke(stream, callback("seek", int.class, long.class, MemorySegment.class));
    procedure("opj_stream_set_user_data", POINTER, POINTER, POINTER)
        .invoke(stream, MemorySegment.NULL, MemorySegment.NULL);
    procedure("opj_stream_set_user_data_length", POINTER, LONG).invoke(stream, bytes.byteSize());
  }

  /** opj_image: x0, y0, x1, y1, numcomps, color_space, comps. */
  private byte[] cells(MemorySegment image) throws CorruptFrameException {
    var components = image.get(INT, 16);
    if (components != 1) {
      throw new CorruptFrameException("it has %d components".formatted(components));
    }
    // opj_image_comp: dx, dy, w, h, x0, y0, prec, bpp, sgnd, resno_decoded, factor, data.
    var component = image.get(POINTER, 24).reinterpret(64);
    var columns = component.get(INT, 8);
    var rows = component.get(INT, 12);
    if (columns != frame.columns() || rows != frame.rows()) {
      throw new CorruptFrameException(
          "the image is %d × %d and the header says %d × %d (columns × rows)"
              .formatted(columns, rows, frame.columns(), frame.rows()));
    }
    var count = (long) rows * columns;
    var samples = component.get(POINTER, 48);
    if (samples.address() == 0) {
      throw new CorruptFrameException("it has no samples");
    }
    return packed(samples.reinterpret(count * Integer.BYTES), (int) count);
  }

  private byte[] packed(MemorySegment samples, int count) {
    var bytes = new byte[Math.toIntExact(frame.decodedBytes())];
    var target = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (var i = 0; i < count; i++) {
      var sample = samples.getAtIndex(INT, i);
      switch (frame.bitsAllocated()) {
        case Byte.SIZE -> target.put((byte) sample);
        case Short.SIZE -> target.putShort((short) sample);
        default -> target.putInt(sample);
      }
    }
    return bytes;
  }

  /** OPJ_SIZE_T (*)(void *buffer, OPJ_SIZE_T bytes, void *user). */
  long read(MemorySegment buffer, long wanted, MemorySegment user) {
    var count = Math.min(wanted, bytes.byteSize() - position);
    if (count <= 0) {
      return END_OF_STREAM;
    }
    MemorySegment.copy(bytes, position, buffer.reinterpret(count), 0, count);
    position += count;
    return count;
  }

  /** OPJ_OFF_T (*)(OPJ_OFF_T bytes, void *user). */
  long skip(long count, MemorySegment user) {
    if (count < 0 || position + count > bytes.byteSize()) {
      return END_OF_STREAM;
    }
    position += count;
    return count;
  }

  /** OPJ_BOOL (*)(OPJ_OFF_T offset, void *user). */
  int seek(long offset, MemorySegment user) {
    if (offset < 0 || offset > bytes.byteSize()) {
      return 0;
    }
    position = offset;
    return 1;
  }

  /** void (*)(const char *message, void *user). */
  void complain(MemorySegment message, MemorySegment user) {
    complaint = message.reinterpret(4096).getString(0, StandardCharsets.ISO_8859_1).strip();
  }

  private void require(int done) throws CorruptFrameException {
    if (done == 0) {
      throw new CorruptFrameException(complaint);
    }
  }

  private MemorySegment callback(String name, Class<?> result, Class<?>... parameters)
      throws ReflectiveOperationException {
    var handle = MethodHandles.lookup().bind(this, name, MethodType.methodType(result, parameters));
    var layouts = new java.lang.foreign.MemoryLayout[parameters.length];
    for (var i = 0; i < parameters.length; i++) {
      layouts[i] = parameters[i] == long.class ? LONG : POINTER;
    }
    var descriptor =
        result == void.class
            ? FunctionDescriptor.ofVoid(layouts)
            : FunctionDescriptor.of(result == long.class ? LONG : INT, layouts);
    return Linker.nativeLinker().upcallStub(handle, descriptor, arena);
  }

  private static MethodHandle function(
      String name,
      java.lang.foreign.MemoryLayout result,
      java.lang.foreign.MemoryLayout... parameters) {
    return Linker.nativeLinker()
        .downcallHandle(symbol(name), FunctionDescriptor.of(result, parameters));
  }

  private static MethodHandle procedure(String name, java.lang.foreign.MemoryLayout... parameters) {
    return Linker.nativeLinker()
        .downcallHandle(symbol(name), FunctionDescriptor.ofVoid(parameters));
  }

  private static MemorySegment symbol(String name) {
    return LIBRARY.orElseThrow().findOrThrow(name);
  }

  private static Optional<SymbolLookup> find() {
    for (var name : new String[] {"libopenjp2.so.7", "libopenjp2.7.dylib", "openjp2.dll"}) {
      try {
        var library = SymbolLookup.libraryLookup(name, Arena.global());
        if (decodesHighThroughput(library)) {
          return Optional.of(library);
        }
      } catch (IllegalArgumentException notHere) {
        // The next name is another system's.
      }
    }
    return Optional.empty();
  }

  private static boolean decodesHighThroughput(SymbolLookup library) {
    try {
      var version =
          (MemorySegment)
              Linker.nativeLinker()
                  .downcallHandle(
                      library.findOrThrow("opj_version"), FunctionDescriptor.of(POINTER))
                  .invoke();
      var numbers = version.reinterpret(64).getString(0).split("\\.", -1);
      var major = Integer.parseInt(numbers[0]);
      return major > 2 || (major == 2 && Integer.parseInt(numbers[1]) >= 5);
    } catch (Throwable e) {
      return false;
    }
  }
}
