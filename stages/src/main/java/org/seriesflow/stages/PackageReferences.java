package org.seriesflow.stages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.Training;
import org.seriesflow.inference.ExecutionProvider;
import org.seriesflow.inference.ModelPackage;

/** Model packages as events name them. */
public final class PackageReferences {
  private PackageReferences() {}

  /**
   * The package and where it runs.
   *
   * @param provider as the networks were opened, not as they were wished for
   */
  public static ModelPackageRef of(
      ModelPackage modelPackage, PackageRole role, ExecutionProvider provider) {
    return ModelPackageRef.newBuilder()
        .setRole(role)
        .setId(modelPackage.id())
        .setVersion(modelPackage.version())
        .setSha256(modelPackage.digest())
        .setTraining(training(modelPackage.training()))
        .setExecutionProvider(provider.name().toLowerCase(Locale.ROOT))
        .build();
  }

  /** The packages so far and one more. */
  public static List<ModelPackageRef> and(List<ModelPackageRef> models, ModelPackageRef next) {
    var all = new ArrayList<>(models);
    all.add(next);
    return all;
  }

  private static Training training(org.seriesflow.inference.manifest.Manifest.Training training) {
    return switch (training) {
      case TRAINED -> Training.TRAINED;
      case UNTRAINED -> Training.UNTRAINED;
      case SYNTHETIC -> Training.SYNTHETIC;
    };
  }
}
