package org.seriesflow.dicom.codec;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferShort;
import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.nimble.codec.BytesWithImageDescriptor;
import org.aoju.bus.image.nimble.codec.ImageDescriptor;
import org.aoju.bus.image.nimble.codec.TransferSyntaxType;
import org.aoju.bus.image.nimble.opencv.NativeJ2kImageReaderSpi;
import org.aoju.bus.image.nimble.opencv.NativeJLSImageReaderSpi;
import org.aoju.bus.image.nimble.opencv.NativeJPEGImageReaderSpi;
import org.aoju.bus.image.nimble.reader.NativeRLEImageReaderSpi;

/**
 * The codecs of the toolkit: RLE in Java; JPEG, JPEG-LS and JPEG 2000 in its native library. They
 * are made directly rather than through the image I/O registry, which depends on class loaders.
 */
final class ToolkitCodec {
  private ToolkitCodec() {}

  /** Cells, little endian, {@link EncodedFrame#decodedBytes()} bytes. */
  static byte[] decode(EncodedFrame frame) throws IOException {
    var runLengths = UID.RLELossless.equals(frame.transferSyntaxUid());
    if (!runLengths) {
      CodecLibrary.require();
    }
    try (var input = new Input(frame)) {
      return cells(
          runLengths ? decodeRunLengths(input, frame) : decodeNatively(input, frame), frame);
    }
  }

  private static Raster decodeRunLengths(Input input, EncodedFrame frame) throws IOException {
    var reader = new NativeRLEImageReaderSpi().createReaderInstance(null);
    try {
      reader.setInput(input, false, false);
      var parameters = reader.getDefaultReadParam();
      parameters.setDestination(
          new BufferedImage(
              frame.columns(),
              frame.rows(),
              frame.bitsAllocated() == Byte.SIZE
                  ? BufferedImage.TYPE_BYTE_GRAY
                  : BufferedImage.TYPE_USHORT_GRAY));
      return reader.readRaster(0, parameters);
    } finally {
      reader.dispose();
    }
  }

  private static Raster decodeNatively(Input input, EncodedFrame frame) throws IOException {
    ImageReader reader = codec(frame.transferSyntaxUid()).createReaderInstance(null);
    try {
      reader.setInput(input, false, false);
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
      default -> throw new CorruptFrameException("there is no decoder for " + transferSyntaxUid);
    };
  }

  private static byte[] cells(Raster raster, EncodedFrame frame) throws CorruptFrameException {
    if (raster.getWidth() != frame.columns() || raster.getHeight() != frame.rows()) {
      throw new CorruptFrameException(
          "the image is %d × %d and the header says %d × %d (columns × rows)"
              .formatted(raster.getWidth(), raster.getHeight(), frame.columns(), frame.rows()));
    }
    return switch (raster.getDataBuffer()) {
      case DataBufferByte bytes -> ofBytes(bytes.getData(), frame);
      case DataBufferUShort shorts -> ofShorts(shorts.getData(), frame);
      case DataBufferShort shorts -> ofShorts(shorts.getData(), frame);
      default ->
          throw new CorruptFrameException(
              "the codec gives pixels of an unexpected type: "
                  + raster.getDataBuffer().getClass().getSimpleName());
    };
  }

  private static byte[] ofBytes(byte[] data, EncodedFrame frame) throws CorruptFrameException {
    var count = count(frame, data.length);
    if (frame.bitsAllocated() == Byte.SIZE) {
      return Arrays.copyOf(data, count);
    }
    requireShorts(frame, Byte.SIZE);
    var shorts = new short[count];
    for (var i = 0; i < count; i++) {
      shorts[i] = (short) (data[i] & 0xFF);
    }
    return packed(shorts, count);
  }

  private static byte[] ofShorts(short[] data, EncodedFrame frame) throws CorruptFrameException {
    requireShorts(frame, Short.SIZE);
    return packed(data, count(frame, data.length));
  }

  private static byte[] packed(short[] cells, int count) {
    var bytes = new byte[count * Short.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(cells, 0, count);
    return bytes;
  }

  private static int count(EncodedFrame frame, int got) throws CorruptFrameException {
    var needed = Math.multiplyExact(frame.rows(), frame.columns());
    if (got < needed) {
      throw new CorruptFrameException("the codec gives %d cells of %d".formatted(got, needed));
    }
    return needed;
  }

  private static void requireShorts(EncodedFrame frame, int bits) throws CorruptFrameException {
    if (frame.bitsAllocated() != Short.SIZE) {
      throw new CorruptFrameException(
          "the codec gives %d-bit cells and the header says %d"
              .formatted(bits, frame.bitsAllocated()));
    }
  }

  /** A frame in the form that the toolkit's codecs take. */
  private static final class Input extends MemoryCacheImageInputStream
      implements BytesWithImageDescriptor {
    private final EncodedFrame frame;

    Input(EncodedFrame frame) {
      super(new ByteArrayInputStream(frame.bytes()));
      this.frame = frame;
    }

    @Override
    public ByteBuffer getBytes() {
      return ByteBuffer.wrap(frame.bytes());
    }

    @Override
    public ImageDescriptor getImageDescriptor() {
      var dataset = new Attributes();
      dataset.setInt(Tag.Rows, VR.US, frame.rows());
      dataset.setInt(Tag.Columns, VR.US, frame.columns());
      dataset.setInt(Tag.SamplesPerPixel, VR.US, 1);
      dataset.setString(Tag.PhotometricInterpretation, VR.CS, frame.photometric());
      dataset.setInt(Tag.BitsAllocated, VR.US, frame.bitsAllocated());
      dataset.setInt(Tag.BitsStored, VR.US, frame.bitsStored());
      dataset.setInt(Tag.PixelRepresentation, VR.US, frame.signed() ? 1 : 0);
      return new ImageDescriptor(dataset);
    }
  }
}
