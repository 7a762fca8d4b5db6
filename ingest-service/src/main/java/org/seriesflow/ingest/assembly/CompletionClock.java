package org.seriesflow.ingest.assembly;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The two clocks of one partition, by which a series is idle.
 *
 * <p>Partition time is the highest {@code receivedAt} read so far: however late a log is read, it
 * gives the same series. The wall clock ends a series after which nothing more arrives; it counts
 * only while the partition is read to its end, and from no earlier than the moment when the end
 * that stood there at the (re)start was reached. Until that moment a series that was open at the
 * start is ended by neither clock: the service, and its receiver with it, was away, so that silence
 * says nothing.
 *
 * <p>Both count from when the last record of the series was <em>read</em>, so that one that comes
 * with an old time (recovered from the store, or from a receiver whose clock is behind) does not
 * end its series at once. Nothing here needs to be kept over a restart. Times are in ms since the
 * epoch.
 */
final class CompletionClock {
  private static final long NEVER = Long.MIN_VALUE;

  private record Seen(long partitionTime, long wallClock) {}

  private final int partition;
  private final PartitionEnds ends;
  private final Set<String> openAtStart = new HashSet<>();
  private final Map<String, Seen> lastSeen = new HashMap<>();
  private final Map<String, Seen> released = new HashMap<>();

  private long partitionTime = NEVER;
  private long nextOffset = NEVER;
  private OptionalLong endAtStart = OptionalLong.empty();
  private long readToEndAt = NEVER;

  CompletionClock(int partition, PartitionEnds ends) {
    this.partition = partition;
    this.ends = ends;
  }

  /** Names a series that was found open at the start. */
  void foundOpen(String series) {
    openAtStart.add(series);
  }

  /** A record was read. */
  void read(long offset, long receivedAt) {
    nextOffset = Math.max(nextOffset, offset + 1);
    partitionTime = Math.max(partitionTime, receivedAt);
  }

  /** That record was of this series, which is open. */
  void seen(String series, long wallClock) {
    lastSeen.put(series, new Seen(partitionTime, wallClock));
  }

  /**
   * The last association with the series was released. This does not move partition time: the topic
   * that tells of it may be read ahead of the instances.
   */
  void released(String series, long releasedAt, long wallClock) {
    released.put(series, new Seen(Math.max(partitionTime, releasedAt), wallClock));
  }

  /** The series is assembled. */
  void ended(String series) {
    openAtStart.remove(series);
    lastSeen.remove(series);
    released.remove(series);
  }

  /** Highest {@code receivedAt} read so far; the lowest long before the first record. */
  long partitionTime() {
    return partitionTime;
  }

  /** Whether the series is idle by partition time. */
  boolean idleInPartitionTime(String series, Duration idle) {
    if (partitionTime == NEVER || (readToEndAt == NEVER && openAtStart.contains(series))) {
      return false;
    }
    return partitionTime - silentFromInPartitionTime(series) >= idle.toMillis();
  }

  /** Whether it is idle by partition time since its release, which was read. */
  boolean idleSinceReleaseInPartitionTime(String series, Duration idle) {
    if (partitionTime == NEVER || (readToEndAt == NEVER && openAtStart.contains(series))) {
      return false;
    }
    var release = released.get(series);
    var from = silentFromInPartitionTime(series);
    return partitionTime - (release == null ? from : Math.max(from, release.partitionTime()))
        >= idle.toMillis();
  }

  private long silentFromInPartitionTime(String series) {
    var seen = lastSeen.get(series);
    var from = seen == null ? readToEndAt : seen.partitionTime();
    return openAtStart.contains(series) ? Math.max(from, readToEndAt) : from;
  }

  /** Whether it is idle by the wall clock, provided that the partition is at its end now. */
  boolean idleInWallClock(String series, Duration idle, long wallClock) {
    if (readToEndAt == NEVER) {
      return false;
    }
    return wallClock - silentFromInWallClock(series) >= idle.toMillis();
  }

  /** The same since its release, which was read. */
  boolean idleSinceReleaseInWallClock(String series, Duration idle, long wallClock) {
    if (readToEndAt == NEVER) {
      return false;
    }
    var release = released.get(series);
    var from = silentFromInWallClock(series);
    return wallClock - (release == null ? from : Math.max(from, release.wallClock()))
        >= idle.toMillis();
  }

  private long silentFromInWallClock(String series) {
    var seen = lastSeen.get(series);
    return seen == null ? readToEndAt : Math.max(readToEndAt, seen.wallClock());
  }

  /** Looks whether the end that stood at the start is reached; true once it is. */
  boolean reachedFirstEnd(long wallClock) {
    if (readToEndAt != NEVER) {
      return true;
    }
    if (endAtStart.isEmpty()) {
      endAtStart = ends.endOffset(partition);
    }
    if (endAtStart.isPresent() && reached(endAtStart.getAsLong())) {
      readToEndAt = wallClock;
    }
    return readToEndAt != NEVER;
  }

  /** Whether everything in the partition has been read. */
  boolean atEnd() {
    var end = ends.endOffset(partition);
    return end.isPresent() && reached(end.getAsLong());
  }

  private boolean reached(long end) {
    if (end == 0 || nextOffset >= end) {
      return true;
    }
    var committed = ends.committedOffset(partition);
    return committed.isPresent() && committed.getAsLong() >= end;
  }
}
