package org.seriesflow.stages;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.Routing;

/**
 * The package of a deployment, among those that are live beside it in the same role: one is there
 * by default, others for the series for which a rule names their package. What each does with an
 * event follows from the event alone, so that they agree without asking one another.
 *
 * @param reference the package that runs
 * @param onlyNamed whether series for which no rule names the package are not for it
 * @param elsewhere ids of the packages that other live deployments of the role serve
 */
public record DeployedPackage(ModelPackageRef reference, boolean onlyNamed, Set<String> elsewhere) {
  private static final String ONLY_NAMED = "seriesflow.packages.only-named";
  private static final String ELSEWHERE = "seriesflow.packages.elsewhere";

  public DeployedPackage {
    elsewhere = Set.copyOf(elsewhere);
  }

  /** Where a series is worked on. */
  public enum Served {
    /** By this deployment. */
    HERE,
    /** By another, whose word it is what becomes of it. */
    ELSEWHERE,
    /**
     * By none: a rule names a package that is not deployed. Said by the one that is there by
     * default.
     */
    NOWHERE
  }

  /** The only live package of its role, or one that is not live. */
  public static DeployedPackage alone(ModelPackageRef reference) {
    return new DeployedPackage(reference, false, Set.of());
  }

  /**
   * From the configuration.
   *
   * @throws IllegalArgumentException with key and value, where it contradicts itself, the mode or
   *     the package
   */
  public static DeployedPackage of(
      StageConfig.Packages config, ProcessingMode mode, ModelPackageRef reference) {
    var elsewhere = config.elsewhere().orElse(List.of());
    if (mode != ProcessingMode.LIVE && config.onlyNamed()) {
      throw notLive(ONLY_NAMED, "true", mode);
    }
    if (mode != ProcessingMode.LIVE && !elsewhere.isEmpty()) {
      throw notLive(ELSEWHERE, String.join(",", elsewhere), mode);
    }
    if (config.onlyNamed() && !elsewhere.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is true and %s is '%s': the deployment that takes what no rule names says what others serve; remove one of the two"
              .formatted(ONLY_NAMED, ELSEWHERE, String.join(",", elsewhere)));
    }
    if (elsewhere.contains(reference.getId())) {
      throw new IllegalArgumentException(
          "%s is '%s', and '%s' is the package of this deployment: name those of the others"
              .formatted(ELSEWHERE, String.join(",", elsewhere), reference.getId()));
    }
    return new DeployedPackage(reference, config.onlyNamed(), Set.copyOf(elsewhere));
  }

  private static IllegalArgumentException notLive(String key, String value, ProcessingMode mode) {
    return new IllegalArgumentException(
        "%s is '%s' and seriesflow.mode is %s: only LIVE deployments share series among them; remove it"
            .formatted(key, value, mode));
  }

  /** Where a series is worked on, from what the rules say of it. */
  public Served served(Optional<Routing> routing) {
    var named = routing.flatMap(this::named);
    if (named.isEmpty()) {
      return onlyNamed ? Served.ELSEWHERE : Served.HERE;
    }
    if (named.get().equals(reference.getId())) {
      return Served.HERE;
    }
    return onlyNamed || elsewhere.contains(named.get()) ? Served.ELSEWHERE : Served.NOWHERE;
  }

  /** The package that a rule names in this role. */
  Optional<String> named(Routing routing) {
    return Optional.ofNullable(
        switch (reference.getRole()) {
          case ROI -> routing.getRoiPackage();
          case CLASSIFIER -> routing.getClassifierPackage();
          case UNKNOWN -> null;
        });
  }
}
