package org.seriesflow.dicom;

import java.util.List;
import javax.net.ssl.SSLParameters;

/**
 * TLS as PS3.15 asks for it: section B.12 (BCP 195 as of RFC 8996 and RFC 9325), which is TLS 1.3
 * and 1.2 with forward secrecy and authenticated encryption only. The two DHE suites stand last;
 * they are for peers of the retired section B.10 (BCP 195 as of RFC 7525), which makes them
 * mandatory, and the JDK's group for them has 2048 bits.
 */
final class TlsProfile {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");

  private TlsProfile() {}

  static SSLParameters parameters() {
    var parameters =
        new SSLParameters(CIPHER_SUITES.toArray(String[]::new), PROTOCOLS.toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(true);
    return parameters;
  }
}
