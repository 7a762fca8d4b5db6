package org.seriesflow.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.FileRecords;

/**
 * What a power loss takes from a broker that ended without a clean shutdown: all that stands in its
 * log and was not flushed to the disk. Kafka acknowledges what is in the page caches of the in-sync
 * replicas; what is known to be flushed stands in {@code recovery-point-offset-checkpoint}.
 */
public final class UnflushedLog {
  private static final String CHECKPOINT = "recovery-point-offset-checkpoint";
  private static final String METADATA = "__cluster_metadata-";
  private static final int HEADER_LINES = 2;

  private UnflushedLog() {}

  /**
   * Cuts each partition of a stopped broker at its flushed offset. The log of the cluster's
   * metadata is left as it is: the controller flushes it before it answers.
   *
   * @return how many bytes were cut off
   */
  public static long drop(Path logDirectory) throws IOException {
    var flushed = flushedOffsets(logDirectory.resolve(CHECKPOINT));
    long dropped = 0;
    for (var partition : list(logDirectory)) {
      var name = partition.getFileName().toString();
      if (Files.isDirectory(partition) && name.contains("-") && !name.startsWith(METADATA)) {
        dropped += cut(partition, flushed.getOrDefault(name, 0L));
      }
    }
    return dropped;
  }

  private static Map<String, Long> flushedOffsets(Path checkpoint) throws IOException {
    var offsets = new HashMap<String, Long>();
    if (Files.exists(checkpoint)) {
      Files.readAllLines(checkpoint).stream()
          .skip(HEADER_LINES)
          .map(line -> line.split(" "))
          .forEach(words -> offsets.put(words[0] + "-" + words[1], Long.parseLong(words[2])));
    }
    return offsets;
  }

  private static long cut(Path partition, long flushed) throws IOException {
    long dropped = 0;
    for (var file : list(partition)) {
      var name = file.getFileName().toString();
      if (name.endsWith(".log")) {
        dropped += cutSegment(file, flushed);
      } else if (name.endsWith("index") || isLaterSnapshot(name, flushed)) {
        // Made again from the segments.
        Files.delete(file);
      }
    }
    return dropped;
  }

  private static long cutSegment(Path segment, long flushed) throws IOException {
    long size = Files.size(segment);
    try (var records = FileRecords.open(segment.toFile())) {
      for (var batch : records.batches()) {
        if (batch.baseOffset() >= flushed) {
          records.truncateTo(batch.position());
          break;
        }
      }
    }
    return size - Files.size(segment);
  }

  private static boolean isLaterSnapshot(String name, long flushed) {
    return name.endsWith(".snapshot")
        && Long.parseLong(name.substring(0, name.length() - ".snapshot".length())) > flushed;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
