package org.seriesflow.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the build and of the JDK that runs it. */
final class BuildVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = System.getProperty("seriesflow.version", "0.1.0-SNAPSHOT");
    return new String[] {
      "seriesflow " + version + " (JDK " + Runtime.version().feature() + ")",
      "research use, not a medical device"
    };
  }
}
