package org.seriesflow.dicom;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/** Where received instances go. Called from many associations at once. */
public interface InstanceSink {

  /**
   * Why no further association should be let in now; empty where it should. The peer is rejected as
   * transient, temporary congestion (PS3.8 section 9.3.4), and those that are open go on.
   */
  default Optional<String> congestion() {
    return Optional.empty();
  }

  /**
   * Begins the intake of one instance, before anything of its data set has been read.
   *
   * @throws IntakeException when nothing can be taken in now; the peer gets its status
   */
  Intake begin(AssociationInfo association) throws IntakeException;

  /**
   * The peer released an association of which every instance was taken (PS3.8 section 9.2.2.2).
   * Called on the thread of the association, after its last instance was answered.
   *
   * @param studyOfSeries Study Instance UID by Series Instance UID of the series that it brought
   *     instances of and that no other open association does
   */
  default void released(AssociationInfo association, Map<String, String> studyOfSeries) {}

  /** One instance on its way in: bytes first, then {@link #complete}, then {@link #close}. */
  interface Intake extends AutoCloseable {

    /**
     * Takes the bytes of a DICOM Part 10 file (PS3.10 section 7): preamble, file meta information,
     * and the data set exactly as the peer sent it, or de-identified.
     *
     * @throws IOException when the bytes cannot be kept; the peer gets A700H (out of resources)
     */
    OutputStream output() throws IOException;

    /**
     * Hears who the instance was of, right before {@link #complete}, where it was de-identified. A
     * sink that keeps it must have it durable when this returns; this one lets it go.
     */
    default void deidentified(OriginalIdentity identity, InstanceUids stored)
        throws IntakeException {}

    /**
     * Makes the instance durable. The peer gets SUCCESS (0000H) when this returns, so it must
     * return only when the instance cannot be lost any more.
     */
    void complete(InstanceHeader header) throws IntakeException;

    /** Ends the intake; without a completed {@link #complete} nothing of it may stay. */
    @Override
    void close();
  }
}
