package org.seriesflow.cli.faults;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a run is made of.
 *
 * @param series how many are sent
 * @param faults how many come
 * @param seed of both
 * @param brokers one, or three and more
 * @param kinds of which the faults are drawn
 * @param ways by which the series come, one after the other
 */
record FaultsOptions(
    int series, int faults, long seed, int brokers, Set<FaultKind> kinds, Set<Way> ways) {
  /** A way in. */
  enum Way {
    C_STORE,
    STOW_RS,
    ANNOUNCEMENT
  }

  FaultsOptions {
    kinds = EnumSet.copyOf(kinds);
    ways = EnumSet.copyOf(ways);
  }
}
