package org.seriesflow.dicom;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.nimble.codec.BytesWithImageDescriptor;
import org.aoju.bus.image.nimble.codec.ImageDescriptor;
import org.aoju.bus.image.nimble.codec.TransferSyntaxType;
import org.aoju.bus.image.nimble.opencv.NativeJ2kImageReaderSpi;
import org.aoju.bus.image.nimble.opencv.NativeJLSImageReaderSpi;
import org.aoju.bus.image.nimble.opencv.NativeJPEGImageReaderSpi;
import org.aoju.bus.image.nimble.reader.NativeRLEImageReaderSpi;

/**
 * One compressed frame, gathered from its fragments (PS3.5 section A.4), in the form that the
 * toolkit's codecs take. Codecs are made directly rather than through the image I/O registry, which
 * depends on class loaders.
 */
final class CompressedFrame extends MemoryCacheImageInputStream
    implements BytesWithImageDescriptor {
  private static final int ITEM_HEADER_BYTES = 8;

  private final byte[] bytes;
  private final ImageDescriptor descriptor;

  private CompressedFrame(byte[] bytes, ImageDescriptor descriptor) {
    super(new ByteArrayInputStream(bytes));
    this.bytes = bytes;
    this.descriptor = descriptor;
  }

  /**
   * Decodes a frame.
   *
   * @param index frame, from 0
   */
  static Raster decode(DicomInstance instance, PixelSource.Encapsulated pixels, int index)
      throws IOException {
    var fragments = fragments(pixels, instance.frames(), index);
    var descriptor = new ImageDescriptor(instance.dataset());
    try (var frame = new CompressedFrame(read(instance, fragments), descriptor)) {
      return UID.RLELossless.equals(instance.transferSyntaxUid())
          ? frame.decodeRunLengths(instance.format())
          : frame.decodeNatively(instance.transferSyntaxUid());
    }
  }

  private Raster decodeRunLengths(PixelFormat format) throws IOException {
    var reader = new NativeRLEImageReaderSpi().createReaderInstance(null);
    try {
      reader.setInput(this, false, false);
      var parameters = reader.getDefaultReadParam();
      parameters.setDestination(
          new BufferedImage(
              format.columns(),
              format.rows(),
              format.bitsAllocated() == Byte.SIZE
                  ? BufferedImage.TYPE_BYTE_GRAY
                  : BufferedImage.TYPE_USHORT_GRAY));
      return reader.readRaster(0, parameters);
    } finally {
      reader.dispose();
    }
  }

  private Raster decodeNatively(String transferSyntaxUid) throws IOException {
    CodecLibrary.require();
    ImageReader reader = codec(transferSyntaxUid).createReaderInstance(null);
    try {
      reader.setInput(this, false, false);
      return reader.read(0, null).getRaster();
    } finally {
      reader.dispose();
    }
  }

  private static ImageReaderSpi codec(String transferSyntaxUid) throws IOException {
    return switch (TransferSyntaxType.forUID(transferSyntaxUid)) {
      case JPEG_LS -> new NativeJLSImageReaderSpi();
      case JPEG_2000 -> new NativeJ2kImageReaderSpi();
      case JPEG_BASELINE, JPEG_EXTENDED, JPEG_SPECTRAL, JPEG_PROGRESSIVE, JPEG_LOSSLESS ->
          new NativeJPEGImageReaderSpi();
      default ->
          throw new IOException(
              "there is no decoder for " + TransferSyntaxes.describe(transferSyntaxUid));
    };
  }

  private static List<PixelSource.Fragment> fragments(
      PixelSource.Encapsulated pixels, int frames, int index) throws IOException {
    var all = pixels.fragments();
    if (frames == 1) {
      return all;
    }
    if (all.size() == frames) {
      return all.subList(index, index + 1);
    }
    var table =
        pixels
            .offsetTable()
            .toArray(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    if (table.length != frames) {
      throw new IOException(
          "%d frames in %d fragments cannot be told apart without a basic offset table"
              .formatted(frames, all.size()));
    }
    var start = all.getFirst().offset() - ITEM_HEADER_BYTES;
    var from = start + (table[index] & 0xFFFF_FFFFL);
    var to = index + 1 < frames ? start + (table[index + 1] & 0xFFFF_FFFFL) : Long.MAX_VALUE;
    return all.stream().filter(f -> f.offset() > from && f.offset() < to).toList();
  }

  private static byte[] read(DicomInstance instance, List<PixelSource.Fragment> fragments)
      throws IOException {
    var length = 0L;
    for (var fragment : fragments) {
      length += fragment.length();
    }
    var buffer = ByteBuffer.allocate(Math.toIntExact(length));
    try (var channel = FileChannel.open(instance.file(), StandardOpenOption.READ)) {
      for (var fragment : fragments) {
        buffer.limit(buffer.position() + fragment.length());
        var offset = fragment.offset() - buffer.position();
        while (buffer.hasRemaining()) {
          if (channel.read(buffer, offset + buffer.position()) < 0) {
            throw new EOFException("a fragment of the pixel data ends beyond the file");
          }
        }
      }
    }
    return buffer.array();
  }

  @Override
  public ByteBuffer getBytes() {
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public ImageDescriptor getImageDescriptor() {
    return descriptor;
  }
}
