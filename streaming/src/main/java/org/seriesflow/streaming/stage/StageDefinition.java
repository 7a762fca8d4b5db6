package org.seriesflow.streaming.stage;

import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.streaming.Topic;

/**
 * A stage and how it stands in a topology.
 *
 * @param name stage name as in dead letters and metrics; several definitions of one name are one
 *     stage that reads several topics
 * @param inputs topics that it reads, at least one; records of several are taken in the order of
 *     their timestamps, as far as they are there. One stage with one state then reads all of them.
 * @param outputs topics that it may write to, besides the dead letters
 * @param stage makes the stage, once a task
 * @param stores names of its state stores
 * @param failureEndsRevision whether a revision ends FAILED where this stage throws
 * @param commits when what was done is committed
 */
public record StageDefinition<V extends SpecificRecord>(
    String name,
    List<Topic<? extends V>> inputs,
    List<Topic<?>> outputs,
    Supplier<? extends Stage<V>> stage,
    List<String> stores,
    boolean failureEndsRevision,
    Commits commits) {

  /** When a stage's work is committed. */
  public enum Commits {
    /**
     * Before the next record is taken, so that no transaction is open during work: for long work.
     */
    EACH_RECORD,
    /** With each event, and else by the commit interval: for many records that give few events. */
    EACH_EVENT,
    /** By the commit interval alone: many small events share a transaction. */
    BY_INTERVAL
  }

  public StageDefinition {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    stores = List.copyOf(stores);
  }

  /** A stage of long work without state, whose failure ends the revision. */
  public static <V extends SpecificRecord> StageDefinition<V> of(
      String name, Topic<V> input, List<Topic<?>> outputs, Stage<V> stage) {
    return of(name, List.of(input), outputs, stage);
  }

  /** The same of a stage that reads several topics. */
  public static <V extends SpecificRecord> StageDefinition<V> of(
      String name, List<Topic<? extends V>> inputs, List<Topic<?>> outputs, Stage<V> stage) {
    return new StageDefinition<>(
        name, inputs, outputs, () -> stage, List.of(), true, Commits.EACH_RECORD);
  }

  /** A stage with state, made anew for each task. */
  public StageDefinition<V> withStores(
      List<String> newStores, Supplier<? extends Stage<V>> newStage) {
    return new StageDefinition<>(
        name, inputs, outputs, newStage, newStores, failureEndsRevision, commits);
  }

  /** A series goes on without an event that fails here. */
  public StageDefinition<V> withFailureThatEndsNothing() {
    return new StageDefinition<>(name, inputs, outputs, stage, stores, false, commits);
  }

  /** Many small records share a transaction. */
  public StageDefinition<V> withSharedCommits() {
    return new StageDefinition<>(
        name, inputs, outputs, stage, stores, failureEndsRevision, Commits.BY_INTERVAL);
  }

  String nodeName() {
    return name + "-of-" + inputs.getFirst().name();
  }

  /** The input of that name. */
  Topic<? extends V> input(String topic) {
    return inputs.stream().filter(input -> input.name().equals(topic)).findFirst().orElseThrow();
  }
}
