package org.seriesflow.benchmarks.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTest {
  @TempDir Path folder;

  @Test
  void shouldKeepAllThatOrthancWritesBelowTheFolder() {
    var configuration = Peer.orthancConfiguration(Path.of("/scratch/or\"thanc"), 4242);
    assertEquals(
        """
        {
          "Name": "seriesflow-bench",
          "StorageDirectory": "/scratch/or\\"thanc/storage",
          "IndexDirectory": "/scratch/or\\"thanc/index",
          "HttpServerEnabled": false,
          "DicomAet": "PEER",
          "DicomPort": 4242
        }
        """,
        configuration);
  }

  @Test
  void shouldForkStorescpSinceOneProcessServesOneAssociation() throws Exception {
    var command = Peer.STORESCP.command(Path.of("storescp"), folder, 4242);
    assertTrue(command.contains("--fork"), command.toString());
    assertEquals(List.of("4242"), command.subList(command.size() - 1, command.size()));
  }

  @Test
  void shouldNameThePackageOfAPeerThatIsNotInstalled() {
    assertEquals("orthanc is not installed (Debian's package orthanc)", Peer.ORTHANC.missing());
  }
}
