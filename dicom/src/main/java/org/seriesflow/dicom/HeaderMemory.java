package org.seriesflow.dicom;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Room on the heap for the headers that are held together: those of a series, or of two instances
 * that are compared. Eight bytes of a file may become hundreds of an object, and a number in a
 * header may promise as many as it likes; so what is kept is counted, and a header that does not
 * fit is refused before the heap is full. Safe for threads.
 */
final class HeaderMemory {
  // Bytes that objects were seen to take on a 64-bit JVM, rounded up.
  static final int ELEMENT = 48;
  static final int ITEM = 192;
  static final int FRAGMENT = 48;
  static final int FRAME = 384;

  private static final int SHARE_OF_HEAP = 3;

  private final long room;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param room bytes
   */
  HeaderMemory(long room) {
    this.room = room;
  }

  /** A third of the largest heap. */
  static HeaderMemory usual() {
    return new HeaderMemory(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /**
   * Counts what is about to be kept.
   *
   * @throws NotDicomException when there is no room for it
   */
  void take(long bytes) throws NotDicomException {
    if (bytes > room || taken.addAndGet(bytes) > room) {
      throw new NotDicomException(
          "its header, with those that are held beside it, takes more than %d MiB of memory; a"
                  .formatted(room >> 20)
              + " larger heap (-Xmx) has more room",
          true,
          null);
    }
  }
}
