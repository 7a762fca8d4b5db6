package org.seriesflow.cli.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What a verification found; the JSON form of {@code model verify}.
 *
 * @param training as events write it; null, like id, version and digest, where the manifest or the
 *     files cannot be read
 * @param phantom file of the synthetic series of the smoke run; null where none ran
 * @param timing null where no run was timed
 * @param passed whether no check failed
 */
@JsonPropertyOrder({
  "folder",
  "id",
  "version",
  "training",
  "digest",
  "checks",
  "phantom",
  "timing",
  "passed",
  "disclaimer"
})
record VerificationReport(
    String folder,
    String id,
    String version,
    String training,
    String digest,
    List<Check> checks,
    String phantom,
    Timing timing,
    boolean passed,
    String disclaimer) {
  VerificationReport {
    checks = List.copyOf(checks);
  }

  /** How a check ended. */
  enum Outcome {
    PASSED,
    FAILED,
    /** An earlier check failed, or the package needs an input that no phantom is. */
    NOT_RUN
  }

  /**
   * One check.
   *
   * @param file file in which the fault is, where it is in one
   * @param line line of the fault, from 1, where it has one
   * @param field name of the field that is at fault, where it has one
   * @param detail what was found, or what is wrong
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"check", "outcome", "file", "line", "field", "detail"})
  record Check(
      String check, Outcome outcome, String file, Integer line, String field, String detail) {
    static Check passed(String check, String detail) {
      return new Check(check, Outcome.PASSED, null, null, null, detail);
    }

    static Check failed(String check, String detail) {
      return new Check(check, Outcome.FAILED, null, null, null, detail);
    }

    static Check notRun(String check, String detail) {
      return new Check(check, Outcome.NOT_RUN, null, null, null, detail);
    }
  }

  /**
   * Medians over runs on the volume of the phantom, after one that is not counted.
   *
   * @param seriesMillis the package's whole pipeline, from the volume to its outputs
   * @param outsideNetworkShare share of that outside session.run, 0 to 1
   * @param threads threads of one network
   */
  @JsonPropertyOrder({
    "runs",
    "seriesMillis",
    "outsideNetworkShare",
    "networks",
    "executionProvider",
    "threads"
  })
  record Timing(
      int runs,
      double seriesMillis,
      double outsideNetworkShare,
      List<NetworkTiming> networks,
      String executionProvider,
      int threads) {
    Timing {
      networks = List.copyOf(networks);
    }
  }

  /**
   * One network.
   *
   * @param passesPerSeries calls in a run
   * @param passMillis median of one call of session.run
   */
  @JsonPropertyOrder({"network", "passesPerSeries", "passMillis"})
  record NetworkTiming(String network, int passesPerSeries, double passMillis) {}
}
