package org.seriesflow.inference;

import java.util.Map;
import java.util.NoSuchElementException;
import org.seriesflow.imaging.Volume;
import org.seriesflow.inference.dataflow.ValueType;
import org.seriesflow.inference.manifest.Manifest.ProductRole;
import org.seriesflow.inference.manifest.Manifest.Task;

/** Finds the region of interest with a package of that task. Thread-safe, as its pipeline is. */
public final class RoiLocator {
  private final Pipeline pipeline;
  private final String volumeInput;

  /** Uses a pipeline, which stays the caller's to close. */
  public RoiLocator(Pipeline pipeline) {
    pipeline.modelPackage().require(Task.REGION_OF_INTEREST);
    this.pipeline = pipeline;
    this.volumeInput = pipeline.modelPackage().onlyInput(ValueType.Volume.class);
  }

  /** Looks at a volume in LPS order. */
  public RoiFinding locate(Volume volume) {
    return locate(volume, ProgressObserver.none());
  }

  /** Looks at a volume in LPS order and says how far it is. */
  public RoiFinding locate(Volume volume, ProgressObserver observer) {
    var inputs = Map.<String, Input>of(volumeInput, new Input.OfVolume(volume));
    try (var result = pipeline.run(inputs, observer)) {
      for (var output : result.having(ProductRole.REGION_OF_INTEREST)) {
        if (output instanceof Output.OfBox(var box)) {
          return new RoiFinding(
              box,
              result.substitutions().stream().findFirst(),
              result.network(),
              result.total(),
              result.networkRuns());
        }
      }
      throw new NoSuchElementException(
          "the package "
              + pipeline.modelPackage().id()
              + " withheld its region of interest: "
              + result.withheld().map(Substitution::reason).orElse("no reason given"));
    }
  }
}
