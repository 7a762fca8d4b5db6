package org.seriesflow.dicom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What became of the instances of a request: the Store Instances Response Module (PS3.18 table
 * I.2-1) in the DICOM JSON model, or the HTTP status alone where there is none.
 */
final class StowReply {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  private static final String FAILED_SOP_SEQUENCE = "00081198";
  private static final String REFERENCED_SOP_SEQUENCE = "00081199";
  private static final String REFERENCED_SOP_INSTANCE_UID = "00081155";
  private static final String FAILURE_REASON = "00081197";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Why an instance is not stored.
   *
   * @param status Failure Reason (0008,1197) as four hexadecimal digits and "H", or the HTTP status
   */
  record Refusal(String status, String reason) {}

  private final int status;
  private final boolean named;
  private final Map<String, Integer> failed = new HashMap<>();
  private final Set<String> stored = new HashSet<>();

  private StowReply(int status, JsonNode module) {
    this.status = status;
    module
        .path(FAILED_SOP_SEQUENCE)
        .path("Value")
        .forEach(item -> failed.put(instance(item), first(item, FAILURE_REASON).asInt()));
    module.path(REFERENCED_SOP_SEQUENCE).path("Value").forEach(item -> stored.add(instance(item)));
    named = !failed.isEmpty() || !stored.isEmpty();
  }

  /** The reply that was received. */
  static StowReply of(int status, byte[] body) {
    try {
      return new StowReply(status, JSON.readTree(body));
    } catch (IOException e) {
      // Some answer in another format whatever is accepted; the status then says what it can.
      return new StowReply(status, JSON.createObjectNode());
    }
  }

  private static String instance(JsonNode item) {
    return first(item, REFERENCED_SOP_INSTANCE_UID).asText();
  }

  private static JsonNode first(JsonNode item, String tag) {
    return item.path(tag).path("Value").path(0);
  }

  /** Why the instance is not stored; empty where it is. */
  Optional<Refusal> refusalOf(String sopInstanceUid) {
    if (failed.containsKey(sopInstanceUid)) {
      var reason = failed.get(sopInstanceUid);
      return Optional.of(
          new Refusal(
              HexFormat.of().toHexDigits(reason.shortValue()).toUpperCase(Locale.ROOT) + "H",
              meaning(reason)));
    }
    if (stored.contains(sopInstanceUid) || (status == OK && !named)) {
      return Optional.empty();
    }
    return Optional.of(
        status == OK || status == ACCEPTED
            ? new Refusal("NOT_NAMED", "the answer does not say that it is stored")
            : new Refusal("HTTP " + status, meaningOfStatus()));
  }

  private String meaningOfStatus() {
    return switch (status) {
      case 400 -> "the peer cannot read the request";
      case 401, 403 -> "the peer does not let us store";
      case 404 -> "the peer has no STOW-RS there";
      case 409 -> "the peer stored nothing of the request";
      case 413 -> "the request is too long for the peer";
      case 415 -> "the peer does not take this media type";
      case 503 -> "the peer cannot take anything now, send it again";
      default -> "the peer failed to process the request";
    };
  }

  /** PS3.18 table 10.5.3-2 and PS3.4 table B.2-1. */
  private static String meaning(int reason) {
    if (reason == 0xC122) {
      return "the peer does not take its transfer syntax";
    }
    if (reason == 0x0122) {
      return "the peer does not support the SOP class";
    }
    return switch (reason & 0xF000) {
      case 0xA000 ->
          (reason & 0xFF00) == 0xA900
              ? "the peer says that it is not what the request says, or of another study"
              : "the peer is out of resources";
      case 0xC000 -> "the peer cannot understand it";
      default -> "the peer failed to process it";
    };
  }
}
