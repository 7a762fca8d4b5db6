package org.seriesflow.inference;

/**
 * Something stood in for what a step should have given, or scores were withheld.
 *
 * @param step the guard that decided
 * @param code stable upper-case code from the manifest
 * @param reason sentence from the manifest
 */
public record Substitution(String step, String code, String reason) {}
