package org.seriesflow.cli.traffic;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.seriesflow.dicom.StowSender;
import org.seriesflow.dicom.StowTarget;

/** STOW-RS, one request for each call as long as its files fit. */
public final class StowWay implements WayIn {
  private final StowTarget target;

  /** To a port of this machine. */
  public StowWay(int httpPort) {
    target = StowTarget.of(URI.create("http://127.0.0.1:" + httpPort)).withTimeout(ANSWER_TIMEOUT);
  }

  @Override
  public void handOver(List<Path> files, Answers answers) throws InterruptedException {
    try {
      StowSender.send(files, target, (file, accepted, _, _) -> answers.told(file, accepted))
          .refused()
          .forEach(one -> answers.refused("STOW " + one.status()));
    } catch (IOException e) {
      answers.refused("STOW NO_RESPONSE");
    }
  }

  @Override
  public void close() {
    // Each call has closed its client.
  }
}
