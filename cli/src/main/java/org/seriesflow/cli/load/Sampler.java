package org.seriesflow.cli.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.seriesflow.benchmarks.ProcessMemory;

/** Looks every few seconds how much memory the processes have and how far behind readers are. */
final class Sampler implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final double MEBIBYTE = 1 << 20;

  /**
   * How things stood.
   *
   * @param seconds since the beginning
   * @param residentMiB by process
   * @param lag records that a consumer group has not committed, over all its partitions; a
   *     transaction's marker counts as one
   */
  record Sample(double seconds, Map<String, Double> residentMiB, Map<String, Long> lag) {}

  private final Map<String, Long> processes;
  private final Admin admin;
  private final long begun = System.nanoTime();
  private final List<Sample> samples = new ArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sampler").factory());

  Sampler(Map<String, Long> processes, String bootstrapServers) {
    this.processes = new LinkedHashMap<>(processes);
    admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    var _ = timer.scheduleAtFixedRate(this::take, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void take() {
    double seconds = (System.nanoTime() - begun) / 1e9;
    var sample = new Sample(seconds, memory(), lag());
    synchronized (samples) {
      samples.add(sample);
    }
  }

  private Map<String, Double> memory() {
    var memory = new LinkedHashMap<String, Double>();
    processes.forEach(
        (name, pid) -> {
          try {
            ProcessMemory.residentBytes(pid).ifPresent(bytes -> memory.put(name, bytes / MEBIBYTE));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return memory;
  }

  /** Where a group is just being made or moved the next look finds it. */
  private Map<String, Long> lag() {
    try {
      var groups =
          admin.listGroups().all().get().stream()
              .collect(
                  Collectors.toMap(
                      group -> group.groupId(), _ -> new ListConsumerGroupOffsetsSpec()));
      var committed = admin.listConsumerGroupOffsets(groups).all().get();
      var partitions =
          committed.values().stream().flatMap(offsets -> offsets.keySet().stream()).distinct();
      var ends =
          admin
              .listOffsets(partitions.collect(Collectors.toMap(p -> p, _ -> OffsetSpec.latest())))
              .all()
              .get();
      var lag = new TreeMap<String, Long>();
      committed.forEach(
          (group, offsets) ->
              lag.put(
                  group,
                  offsets.entrySet().stream()
                      .mapToLong(entry -> behind(entry, ends.get(entry.getKey()).offset()))
                      .sum()));
      return lag;
    } catch (ExecutionException e) {
      return Map.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  private static long behind(Map.Entry<TopicPartition, OffsetAndMetadata> committed, long end) {
    return committed.getValue() == null ? 0 : Math.max(0, end - committed.getValue().offset());
  }

  /** What was seen so far. */
  List<Sample> samples() {
    synchronized (samples) {
      return List.copyOf(samples);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    admin.close();
  }
}
