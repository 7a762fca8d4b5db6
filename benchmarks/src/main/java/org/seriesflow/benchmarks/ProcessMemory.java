package org.seriesflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory of a process as Linux tells it. */
public final class ProcessMemory {
  private static final String PEAK = "VmHWM:";
  private static final String NOW = "VmRSS:";

  private ProcessMemory() {}

  /** Peak resident set in bytes since the process began; empty where the system does not tell. */
  public static OptionalLong peakResidentBytes(long pid) throws IOException {
    return ofProcess(pid, PEAK);
  }

  /** Resident set in bytes as it is now; empty where the system does not tell. */
  public static OptionalLong residentBytes(long pid) throws IOException {
    return ofProcess(pid, NOW);
  }

  private static OptionalLong ofProcess(long pid, String what) throws IOException {
    var status = Path.of("/proc", Long.toString(pid), "status");
    return Files.isReadable(status) ? bytes(Files.readString(status), what) : OptionalLong.empty();
  }

  static OptionalLong peakResidentBytes(String status) {
    return bytes(status, PEAK);
  }

  private static OptionalLong bytes(String status, String what) {
    return status
        .lines()
        .filter(line -> line.startsWith(what))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst();
  }
}
