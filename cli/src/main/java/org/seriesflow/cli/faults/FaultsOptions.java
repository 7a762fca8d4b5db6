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
 */
record FaultsOptions(int series, int faults, long seed, int brokers, Set<FaultKind> kinds) {
  FaultsOptions {
    kinds = EnumSet.copyOf(kinds);
  }
}
