package org.seriesflow.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.seriesflow.benchmarks.ScratchFolder;
import org.seriesflow.benchmarks.intake.IntakeBenchmark;
import org.seriesflow.benchmarks.intake.Peer;
import org.seriesflow.benchmarks.intake.Receiver;
import org.seriesflow.benchmarks.intake.SyntheticSlices;
import org.seriesflow.cli.BuildVersion;
import org.seriesflow.cli.ProjectFolder;
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.demo.DemoStack;
import org.seriesflow.cli.demo.ServiceProcesses;
import org.seriesflow.cli.report.Report;
import org.seriesflow.dicom.SendSettings;

/**
 * {@code bench intake}: the packaged ingest-service with a broker and a registry of its own,
 * against the peers that are installed. All write below one folder, which is deleted at the end.
 */
final class IntakeFigures {
  private static final long SEED = 20_260_101;
  private static final int GROWTH_ROWS = 128;
  private static final int GROWTH_STEPS = 10;

  private IntakeFigures() {}

  /**
   * What is sent.
   *
   * @param rows rows and columns of a slice
   * @param instances of each run
   * @param associations how many at once: an entry for each
   * @param windows instances that may wait for their response at once: an entry for each
   * @param rounds that count
   * @param warmUp instances that each side gets before
   * @param grow instances by which our store is then grown; 0: not
   * @param alone whether no peer takes part
   */
  record Load(
      int rows,
      int instances,
      List<Integer> associations,
      List<Integer> windows,
      int rounds,
      int warmUp,
      int grow,
      boolean alone) {}

  static IntakeReport measure(Load load, Consumer<String> progress)
      throws IOException, InterruptedException {
    var parent = Files.createDirectories(ProjectFolder.root().resolve(".seriesflow"));
    try (var folder = new ScratchFolder(parent)) {
      return measure(load, folder.path(), progress);
    }
  }

  private static IntakeReport measure(Load load, Path folder, Consumer<String> progress)
      throws IOException, InterruptedException {
    var receivers = new ArrayList<Receiver>();
    try {
      var versions = new LinkedHashMap<String, String>();
      var missing = new LinkedHashMap<String, String>();
      receivers.add(startOurs(folder, progress));
      versions.put(
          IntakeReport.OURS,
          BuildVersion.number() + "; SUCCESS: synced, and its event acknowledged");
      for (var peer : load.alone() ? List.<Peer>of() : List.of(Peer.values())) {
        if (peer.program().isEmpty()) {
          missing.put(peer.title(), peer.missing());
          progress.accept(peer.missing());
        } else {
          receivers.add(peer.start(folder.resolve(peer.title())));
          versions.put(peer.title(), peer.version() + "; SUCCESS: " + peer.promise());
        }
      }
      var slices = SyntheticSlices.of(load.rows(), SEED);
      var benchmark = new IntakeBenchmark(receivers, slices, folder, progress);
      benchmark.warmUp(load.warmUp());
      var entries = new ArrayList<IntakeReport.Entry>();
      for (int window : load.windows()) {
        for (int associations : load.associations()) {
          var sides = benchmark.run(associations, window, load.instances(), load.rounds());
          entries.add(
              IntakeReport.Entry.of(associations, window, load.instances(), sides, missing));
        }
      }
      return new IntakeReport(
          "intake",
          "%d synthetic CT slices of %d bytes a run, %d runs a side after %d to warm up"
              .formatted(load.instances(), slices.bytes(), load.rounds(), load.warmUp()),
          Report.thisMachine(),
          versions,
          entries,
          grow(load, receivers, folder, progress));
    } finally {
      receivers.reversed().forEach(Receiver::close);
    }
  }

  private static List<IntakeReport.Step> grow(
      Load load, List<Receiver> receivers, Path folder, Consumer<String> progress)
      throws IOException, InterruptedException {
    if (load.grow() == 0) {
      return List.of();
    }
    int step = load.grow() / GROWTH_STEPS;
    var slices = SyntheticSlices.of(GROWTH_ROWS, SEED + 1);
    var millis =
        new IntakeBenchmark(receivers, slices, folder, progress)
            .grow(load.associations().getLast(), step, GROWTH_STEPS);
    int held =
        load.associations().size() * load.windows().size() * (load.rounds() + 1) * load.instances();
    return IntakeReport.Step.of(held, step, millis);
  }

  private static Receiver startOurs(Path folder, Consumer<String> progress)
      throws IOException, InterruptedException {
    // No package is loaded: the services that take one are not started.
    var models = ProjectFolder.root().resolve("models");
    var settings =
        DemoSettings.usual("bench", models, models)
            .withDataFolder(folder.resolve(IntakeReport.OURS));
    return new Ours(DemoStack.start(settings, Set.of(ServiceProcesses.INGEST), progress));
  }

  /** Broker, registry and ingest-service. */
  private record Ours(DemoStack stack) implements Receiver {
    @Override
    public String name() {
      return IntakeReport.OURS;
    }

    @Override
    public SendSettings address() {
      return new SendSettings("127.0.0.1", stack.dicomPort(), "BENCH", DemoPorts.AE_TITLE);
    }

    @Override
    public Stream<ProcessHandle> processes() {
      return stack.services().stream().map(service -> service.process().handle());
    }

    @Override
    public void close() {
      stack.close();
    }
  }
}
