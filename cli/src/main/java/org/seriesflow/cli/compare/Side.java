package org.seriesflow.cli.compare;

import java.util.function.Predicate;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.SeriesPredicted;

/**
 * One side of a comparison: {@code job:ID} (or the beginning of it), {@code mode:SHADOW}, or the
 * classifier as {@code id@version}, id, or SHA-256 (or at least 8 digits of it).
 *
 * @param text as it was asked for
 */
record Side(String text) implements Predicate<SeriesPredicted> {
  private static final String JOB = "job:";
  private static final String MODE = "mode:";

  @Override
  public boolean test(SeriesPredicted prediction) {
    var header = prediction.getHeader();
    if (text.startsWith(JOB)) {
      return header.getJobId() != null
          && header.getJobId().startsWith(text.substring(JOB.length()));
    }
    if (text.startsWith(MODE)) {
      return header.getMode().name().equals(text.substring(MODE.length()));
    }
    return prediction.getModels().stream()
        .filter(model -> model.getRole() == PackageRole.CLASSIFIER)
        .anyMatch(this::names);
  }

  private boolean names(ModelPackageRef model) {
    return text.equals(model.getId())
        || text.equals(model.getId() + "@" + model.getVersion())
        || (text.matches("[0-9a-f]{8,64}") && model.getSha256().startsWith(text));
  }
}
