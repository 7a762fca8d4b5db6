package org.seriesflow.dicom;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.aoju.bus.image.UID;

/** The transfer syntaxes that are accepted on the network, with their names (PS3.6 table A-1). */
final class TransferSyntaxes {
  /** Those whose pixel data can be decoded. */
  private static final Map<String, String> DECODABLE = new LinkedHashMap<>();

  /** Those that are stored as they come, and named when their pixels are asked for. */
  private static final Map<String, String> STORABLE = new LinkedHashMap<>();

  static {
    DECODABLE.put(UID.ImplicitVRLittleEndian, "Implicit VR Little Endian");
    DECODABLE.put(UID.ExplicitVRLittleEndian, "Explicit VR Little Endian");
    DECODABLE.put(UID.ExplicitVRBigEndianRetired, "Explicit VR Big Endian");
    DECODABLE.put(UID.DeflatedExplicitVRLittleEndian, "Deflated Explicit VR Little Endian");
    DECODABLE.put(UID.RLELossless, "RLE Lossless");
    DECODABLE.put(UID.JPEGBaseline1, "JPEG Baseline");
    DECODABLE.put(UID.JPEGExtended24, "JPEG Extended");
    DECODABLE.put(
        UID.JPEGSpectralSelectionNonHierarchical68Retired, "JPEG Spectral Selection (retired)");
    DECODABLE.put(
        UID.JPEGFullProgressionNonHierarchical1012Retired, "JPEG Full Progression (retired)");
    DECODABLE.put(UID.JPEGLosslessNonHierarchical14, "JPEG Lossless");
    DECODABLE.put(UID.JPEGLossless, "JPEG Lossless, First-Order Prediction");
    DECODABLE.put(UID.JPEGLSLossless, "JPEG-LS Lossless");
    DECODABLE.put(UID.JPEGLSLossyNearLossless, "JPEG-LS Near-Lossless");
    DECODABLE.put(UID.JPEG2000LosslessOnly, "JPEG 2000 Lossless");
    DECODABLE.put(UID.JPEG2000, "JPEG 2000");
    DECODABLE.put("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless");
    DECODABLE.put("1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 RPCL Lossless");
    DECODABLE.put("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000");
    STORABLE.put("1.2.840.10008.1.2.4.110", "JPEG XL Lossless");
    STORABLE.put("1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression");
    STORABLE.put("1.2.840.10008.1.2.4.112", "JPEG XL");
    STORABLE.put(UID.JPEG2000Part2MultiComponentLosslessOnly, "JPEG 2000 Part 2 Lossless");
    STORABLE.put(UID.JPEG2000Part2MultiComponent, "JPEG 2000 Part 2");
    STORABLE.put(UID.MPEG2, "MPEG2 Main Profile Main Level");
    STORABLE.put(UID.MPEG2MainProfileHighLevel, "MPEG2 Main Profile High Level");
    STORABLE.put(UID.MPEG4AVCH264HighProfileLevel41, "MPEG-4 AVC/H.264 High Profile Level 4.1");
    STORABLE.put(
        UID.MPEG4AVCH264BDCompatibleHighProfileLevel41, "MPEG-4 AVC/H.264 BD-compatible Level 4.1");
    STORABLE.put(UID.HEVCH265MainProfileLevel51, "HEVC/H.265 Main Profile Level 5.1");
    STORABLE.put(UID.HEVCH265Main10ProfileLevel51, "HEVC/H.265 Main 10 Profile Level 5.1");
  }

  private TransferSyntaxes() {}

  static boolean isAccepted(String uid) {
    return DECODABLE.containsKey(uid) || STORABLE.containsKey(uid);
  }

  static boolean isDecodable(String uid) {
    return DECODABLE.containsKey(uid);
  }

  static Set<String> decodable() {
    return Set.copyOf(DECODABLE.keySet());
  }

  /** Name and UID, for messages. */
  static String describe(String uid) {
    var name = DECODABLE.getOrDefault(uid, STORABLE.get(uid));
    return name == null ? "an unknown transfer syntax (" + uid + ")" : name + " (" + uid + ")";
  }
}
