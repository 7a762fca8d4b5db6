package org.seriesflow.streaming.payload;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.TransientFaultException;

/**
 * Bytes by reference. Content-addressed: the key is the scope (a Series Instance UID), the SHA-256
 * of the bytes and an extension by media type, so that storing the same bytes again changes
 * nothing. A payload is there entirely or not at all.
 *
 * <p>While the store is away (unreachable, read-only, full), every method throws {@link
 * TransientFaultException}. A payload that is missing or whose bytes differ from its reference is a
 * {@link PayloadLostException}, a data error.
 */
public interface PayloadStore {
  /** A payload that is being written; nothing of it is visible before it is committed. */
  Draft draft();

  /** The payload as a local file for as long as the answer is open. */
  LocalPayload fetch(PayloadRef reference);

  boolean contains(PayloadRef reference);

  /** What stands in the store; the stream is to be closed. Drafts are not listed. */
  Stream<StoredPayload> list(PayloadQuery query);

  /** Deletes the payload; nothing happens where it is not there. */
  void delete(PayloadRef reference);

  /**
   * Deletes the payload where it was committed last before that time, looked at right before: what
   * was committed again since a lister saw it stays.
   *
   * @return whether it was deleted
   */
  boolean deleteIfStoredBefore(PayloadRef reference, Instant time);

  /** Bytes that can still be written; what a receiver asks before it accepts an object. */
  long usableBytes();

  /** Where and what it is, for logs and health. */
  String describe();

  /**
   * Bytes on their way into the store. Not safe for threads. Closing an uncommitted draft discards
   * it.
   */
  interface Draft extends AutoCloseable {
    /** Buffered; write faults surface as IOException and mean that the draft is lost. */
    OutputStream output();

    /**
     * Where the bytes stand meanwhile, once {@link #output()} was flushed: to look into them before
     * commit.
     */
    Path file() throws IOException;

    /**
     * Makes the bytes durable and visible. After its return they outlive a loss of power.
     *
     * @param scope a Series Instance UID: digits and dots, at most 64 characters (PS3.5 section 9)
     * @param mediaType see {@link MediaTypes}
     */
    PayloadRef commit(String scope, String mediaType);

    @Override
    void close();
  }

  /** A payload as a file; the file must not be changed. */
  interface LocalPayload extends AutoCloseable {
    Path file();

    @Override
    void close();
  }
}
