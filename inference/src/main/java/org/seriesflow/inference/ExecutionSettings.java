package org.seriesflow.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How networks are run. With {@link ExecutionProvider#CPU} in the list, the first provider that
 * works is taken; without it, opening fails where none works, and no node falls back to the CPU.
 * Immutable and thread-safe.
 *
 * @param providers wanted providers, best first
 * @param threads threads within one operator of a network
 */
public record ExecutionSettings(List<ExecutionProvider> providers, int threads) {
  public ExecutionSettings {
    providers = List.copyOf(providers);
    if (providers.isEmpty()) {
      throw new IllegalArgumentException("providers is empty; name at least cpu");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; at least 1 is needed");
    }
  }

  /** The CPU alone, with a thread for each processor that this JVM may use. */
  public static ExecutionSettings cpu() {
    return new ExecutionSettings(
        List.of(ExecutionProvider.CPU), Runtime.getRuntime().availableProcessors());
  }

  /**
   * Reads a preference list such as {@code tensorrt,cuda,cpu}, with a thread for each processor
   * that this JVM may use.
   */
  public static ExecutionSettings parse(String providers) {
    return new ExecutionSettings(
        parseProviders(providers), Runtime.getRuntime().availableProcessors());
  }

  /** Reads a preference list such as {@code tensorrt,cuda,cpu}. */
  public static List<ExecutionProvider> parseProviders(String providers) {
    return Arrays.stream(providers.split(",", -1))
        .map(name -> provider(name.strip(), providers))
        .distinct()
        .toList();
  }

  private static ExecutionProvider provider(String name, String list) {
    for (var provider : ExecutionProvider.values()) {
      if (provider.name().equals(name.toUpperCase(Locale.ROOT))) {
        return provider;
      }
    }
    throw new IllegalArgumentException(
        "'" + name + "' in '" + list + "' is no execution provider; write tensorrt, cuda or cpu");
  }
}
