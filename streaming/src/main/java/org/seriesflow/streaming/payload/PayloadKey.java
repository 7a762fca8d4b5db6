package org.seriesflow.streaming.payload;

import java.util.regex.Pattern;
import org.seriesflow.events.PayloadRef;

/**
 * {@code <scope>/<sha256><extension>}. Nothing else is ever resolved to a path, so that no key
 * leads out of the store.
 */
record PayloadKey(String scope, String sha256, String extension) {
  private static final Pattern UID = Pattern.compile("[0-9]+(\\.[0-9]+)*");
  private static final Pattern FORM =
      Pattern.compile("([0-9.]{1,64})/([0-9a-f]{64})(\\.[a-z0-9]{1,8})");
  private static final int MAX_UID_LENGTH = 64;

  /**
   * A Series Instance UID as PS3.5 section 9 writes one; leading zeros of a component are let pass.
   */
  static String validScope(String scope) {
    if (scope.length() > MAX_UID_LENGTH || !UID.matcher(scope).matches()) {
      throw new IllegalArgumentException(
          "Scope '%s' is no DICOM UID (digits and dots, at most 64 characters)".formatted(scope));
    }
    return scope;
  }

  static PayloadKey parse(String key) {
    var matcher = FORM.matcher(key);
    if (!matcher.matches() || !UID.matcher(matcher.group(1)).matches()) {
      throw PayloadLostException.misnamed(key);
    }
    return new PayloadKey(matcher.group(1), matcher.group(2), matcher.group(3));
  }

  /** The key of a reference, which must name the digest that the reference states. */
  static PayloadKey of(PayloadRef reference) {
    PayloadKey key = parse(reference.getKey());
    if (!key.sha256().equals(reference.getSha256())) {
      throw PayloadLostException.damaged(
          reference.getKey(), "its reference says SHA-256 " + reference.getSha256());
    }
    return key;
  }

  String fileName() {
    return sha256 + extension;
  }

  @Override
  public String toString() {
    return scope + "/" + fileName();
  }
}
