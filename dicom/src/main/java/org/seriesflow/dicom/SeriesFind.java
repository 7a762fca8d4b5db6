package org.seriesflow.dicom;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalInt;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;

/** Asks an archive by C-FIND (PS3.4 annex C) how many instances of a series it has. */
public final class SeriesFind {
  private static final int MEDIUM_PRIORITY = 0;

  /** A series is one match; whoever answers without end is not waited for. */
  private static final int MOST_MATCHES = 100;

  private SeriesFind() {}

  /**
   * Number of Series Related Instances (0020,1209), asked for at the SERIES level of the Study Root
   * model, on an association of its own.
   *
   * @return empty where the archive does not know the series, or does not count
   * @throws IOException when it is not there, rejects us, does not answer in time or fails
   */
  public static OptionalInt instances(
      SendSettings archive, String studyInstanceUid, String seriesInstanceUid)
      throws IOException, InterruptedException {
    var request = new AAssociateRQ();
    request.addPresentationContext(
        new Presentation(
            1,
            UID.StudyRootQueryRetrieveInformationModelFIND,
            UID.ExplicitVRLittleEndian,
            UID.ImplicitVRLittleEndian));
    try (var client = ClientAssociation.open(request, archive)) {
      var association = client.association();
      try {
        return find(association, keys(studyInstanceUid, seriesInstanceUid), seriesInstanceUid);
      } catch (InterruptedException e) {
        association.abort();
        throw e;
      } catch (IOException | RuntimeException e) {
        // Else the close would wait for the answer that did not come.
        association.abort();
        throw new IOException(
            "%s at %s:%d did not answer C-FIND: %s"
                .formatted(
                    archive.calledAet(),
                    archive.host(),
                    archive.port(),
                    ClientAssociation.reasonOf(e)),
            e);
      }
    }
  }

  private static Attributes keys(String study, String series) {
    var keys = new Attributes();
    keys.setString(Tag.QueryRetrieveLevel, VR.CS, "SERIES");
    keys.setString(Tag.StudyInstanceUID, VR.UI, study);
    keys.setString(Tag.SeriesInstanceUID, VR.UI, series);
    keys.setNull(Tag.NumberOfSeriesRelatedInstances, VR.IS);
    return keys;
  }

  private static OptionalInt find(Association association, Attributes keys, String series)
      throws IOException, InterruptedException {
    var responses =
        association.cfind(
            UID.StudyRootQueryRetrieveInformationModelFIND, MEDIUM_PRIORITY, keys, null, 0);
    var count = OptionalInt.empty();
    for (var matches = 0; responses.next(); matches++) {
      var status = responses.getCommand().getInt(Tag.Status, -1);
      if (!Status.isPending(status)) {
        requireSuccess(status, responses.getCommand());
        return count;
      }
      if (matches == MOST_MATCHES) {
        throw new IOException("more than " + MOST_MATCHES + " matches of one series");
      }
      var match = responses.getDataset();
      if (match != null && series.equals(match.getString(Tag.SeriesInstanceUID))) {
        var number = match.getInt(Tag.NumberOfSeriesRelatedInstances, 0);
        count = number > 0 ? OptionalInt.of(number) : count;
      }
    }
    // The answers end with the last status, which is not pending.
    requireSuccess(responses.getCommand().getInt(Tag.Status, -1), responses.getCommand());
    return count;
  }

  private static void requireSuccess(int status, Attributes command) throws IOException {
    if (status != Status.Success) {
      throw new IOException(
          "status %sH %s"
              .formatted(
                  HexFormat.of().toHexDigits((short) status).toUpperCase(Locale.ROOT),
                  command.getString(Tag.ErrorComment, "")));
    }
  }
}
