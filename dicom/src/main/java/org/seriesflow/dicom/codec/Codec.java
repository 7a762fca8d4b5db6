package org.seriesflow.dicom.codec;

import java.io.IOException;
import org.aoju.bus.image.UID;

/** Who decodes what. */
enum Codec {
  RLE {
    @Override
    byte[] decode(EncodedFrame frame) throws IOException {
      return ToolkitCodec.decode(frame);
    }
  },
  TOOLKIT {
    @Override
    byte[] decode(EncodedFrame frame) throws IOException {
      Codestream.of(frame.bytes()).requireLike(frame);
      return ToolkitCodec.decode(frame);
    }
  },
  OPENJPEG {
    @Override
    byte[] decode(EncodedFrame frame) throws IOException {
      Codestream.of(frame.bytes()).requireLike(frame);
      return OpenJpeg.decode(frame);
    }
  };

  /** Cells, little endian, {@link EncodedFrame#decodedBytes()} bytes. */
  abstract byte[] decode(EncodedFrame frame) throws IOException;

  /** The codec of a transfer syntax (PS3.5 section 10). */
  static Codec of(String transferSyntaxUid) {
    return switch (transferSyntaxUid) {
      case UID.RLELossless -> RLE;
      case "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203" ->
          OPENJPEG;
      default -> TOOLKIT;
    };
  }
}
