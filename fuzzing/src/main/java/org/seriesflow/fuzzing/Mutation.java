package org.seriesflow.fuzzing;

import java.util.random.RandomGenerator;

/** One way to spoil a seed. */
@FunctionalInterface
public interface Mutation {
  /**
   * Spoils a seed.
   *
   * @param seed is left as it is
   * @param random what it draws from alone, so that the same state gives the same bytes
   */
  byte[] of(byte[] seed, RandomGenerator random);
}
