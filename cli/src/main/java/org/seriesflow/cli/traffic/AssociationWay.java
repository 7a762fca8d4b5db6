package org.seriesflow.cli.traffic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.dicom.AssociationRejectedException;
import org.seriesflow.dicom.DicomSender;
import org.seriesflow.dicom.SendSettings;

/** C-STORE, one association for each call. */
public final class AssociationWay implements WayIn {
  private final SendSettings settings;

  /** To a port of this machine. */
  public AssociationWay(int dicomPort) {
    settings =
        new SendSettings("127.0.0.1", dicomPort, "ROUTER", DemoPorts.AE_TITLE)
            .withResponseTimeout(ANSWER_TIMEOUT);
  }

  @Override
  public void handOver(List<Path> files, Answers answers) throws InterruptedException {
    try {
      DicomSender.send(files, settings, (file, accepted, _, _) -> answers.told(file, accepted))
          .refused()
          .forEach(one -> answers.refused(one.status()));
    } catch (AssociationRejectedException e) {
      answers.refused("REJECTED " + e.codes());
    } catch (IOException e) {
      answers.refused("NO_ASSOCIATION");
    }
  }

  @Override
  public void close() {
    // Each call has closed its association.
  }
}
