package org.seriesflow.inference;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.dataflow.ValueType;
import org.seriesflow.inference.manifest.Manifest.ProductRole;
import org.seriesflow.inference.manifest.Manifest.Task;

/** Finds the region of interest with a package of that task. Thread-safe, as its pipeline is. */
public final class RoiLocator {
  private final Pipeline pipeline;
  private final boolean several;
  private final String volumeInput;

  /** Uses a pipeline, which stays the caller's to close. */
  public RoiLocator(Pipeline pipeline) {
    var modelPackage = pipeline.modelPackage();
    modelPackage.require(Task.REGION_OF_INTEREST);
    this.pipeline = pipeline;
    this.several = modelPackage.takesSeveralVolumes();
    this.volumeInput = modelPackage.onlyInput(new ValueType.Volume(), several);
  }

  /** Whether it looks at all volumes of a series, rather than at one. */
  public boolean takesSeveral() {
    return several;
  }

  /** Looks at a volume in LPS order. */
  public RoiFinding locate(Volume volume) {
    return locate(List.of(new Input.OfVolume(volume)), ProgressObserver.none());
  }

  /** Looks at volumes and says how far it is. */
  public RoiFinding locate(List<Input.OfVolume> volumes, ProgressObserver observer) {
    return locate(volumes, observer, PassGate.open());
  }

  /**
   * Looks at volumes and says how far it is.
   *
   * @param volumes one, or more where it takes several
   * @param gate lets the run go on
   * @throws NoSuchElementException where the package gives no region, or not one for each volume
   */
  public RoiFinding locate(List<Input.OfVolume> volumes, ProgressObserver observer, PassGate gate) {
    var input = several ? new Input.OfVolumes(volumes) : Regions.only(volumes);
    try (var result = pipeline.run(Map.of(volumeInput, input), observer, gate)) {
      return new RoiFinding(
          boxes(result, volumes.size()),
          result.substitutions().stream().findFirst(),
          result.network(),
          result.total(),
          result.networkRuns());
    }
  }

  private List<VoxelBox> boxes(PipelineResult result, int volumes) {
    for (var output : result.having(ProductRole.REGION_OF_INTEREST)) {
      if (output instanceof Output.OfBox(var box)) {
        return List.of(box);
      }
      if (output instanceof Output.OfBoxes(var boxes)) {
        if (boxes.size() != volumes) {
          throw new NoSuchElementException(
              "the package %s gave %d regions for %d volumes"
                  .formatted(pipeline.modelPackage().id(), boxes.size(), volumes));
        }
        return boxes;
      }
    }
    throw new NoSuchElementException(
        "the package "
            + pipeline.modelPackage().id()
            + " withheld its region of interest: "
            + result.withheld().map(Substitution::reason).orElse("no reason given"));
  }
}
