package org.seriesflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Stands here for the help alone: the script runs Maven itself, so that a build that is broken can
 * be tested.
 */
@Command(
    name = "test",
    description =
        "Pass all tests: mvn verify on the JDK that is found. Further arguments go to Maven.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow test",
      "  seriesflow test -pl imaging -am      one module and what it needs"
    })
final class TestCommand implements Runnable {
  @Parameters(paramLabel = "MAVEN-ARGUMENT", arity = "0..*", description = "Passed to Maven.")
  private String[] mavenArguments = {};

  @Override
  public void run() {
    throw new CommandFailure(
        "test is run by the script ./seriesflow, not in this JVM ("
            + mavenArguments.length
            + " arguments)");
  }
}
