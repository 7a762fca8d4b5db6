package org.seriesflow.inference;

/** What a network runs on. */
public enum ExecutionProvider {
  TENSORRT,
  CUDA,
  CPU
}
