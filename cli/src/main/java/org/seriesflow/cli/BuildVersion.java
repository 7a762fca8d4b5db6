package org.seriesflow.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the build and of the JDK that runs it. */
public final class BuildVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "seriesflow " + number() + " (JDK " + Runtime.version().feature() + ")",
      "research use, not a medical device"
    };
  }

  /** The version alone. */
  public static String number() {
    return System.getProperty("seriesflow.version", "0.1.0-SNAPSHOT");
  }
}
