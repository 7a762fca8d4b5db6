package org.seriesflow.rules;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.seriesflow.dicom.SeriesPlan;
import org.seriesflow.dicom.VolumePlans;
import org.seriesflow.imaging.Vector3;

/**
 * What rules ask of a series.
 *
 * @param attributes from the path of an attribute to its values, empty where it is missing
 * @param facts what is known of the whole; what is not known is not there
 */
public record SeriesFacts(Function<String, List<String>> attributes, Map<SeriesFact, String> facts)
    implements Facts {
  private static final int COSINES = 6;

  public SeriesFacts {
    facts = Map.copyOf(facts);
  }

  /**
   * The facts of a series whose headers were read.
   *
   * @param instances of the revision
   */
  public static SeriesFacts of(SeriesPlan plan, int instances) {
    var header = plan.header();
    Map<SeriesFact, String> facts = new EnumMap<>(SeriesFact.class);
    facts.put(SeriesFact.INSTANCES, Integer.toString(instances));
    facts.put(SeriesFact.VOLUMES, "0");
    plan.attributes()
        .bodyPartExamined()
        .ifPresent(part -> facts.put(SeriesFact.BODY_PART, part.toUpperCase(Locale.ROOT)));
    normal(header.values("ImageOrientationPatient")).ifPresent(n -> orient(n, facts));
    if (plan instanceof VolumePlans plans) {
      var geometry = plans.volumes().getFirst().acquiredGeometry();
      facts.put(SeriesFact.VOLUMES, Integer.toString(plans.volumes().size()));
      facts.put(SeriesFact.SLICES, Integer.toString(geometry.shape().z()));
      facts.put(SeriesFact.SLICE_STEP_MM, decimal(geometry.spacingMm().zMm()));
    }
    return new SeriesFacts(header::values, facts);
  }

  @Override
  public List<String> values(String attribute) {
    return attributes.apply(attribute);
  }

  /** A fact as the one value that it has. */
  @Override
  public List<String> values(SeriesFact fact) {
    return Optional.ofNullable(facts.get(fact)).stream().toList();
  }

  /** Its instances may have come by several ways. */
  @Override
  public List<String> values(SenderFact fact) {
    return List.of();
  }

  private static void orient(Vector3 normal, Map<SeriesFact, String> facts) {
    double x = Math.abs(normal.x());
    double y = Math.abs(normal.y());
    double z = Math.abs(normal.z());
    double nearest = Math.max(z, Math.max(x, y));
    facts.put(
        SeriesFact.ORIENTATION, nearest == z ? "AXIAL" : nearest == x ? "SAGITTAL" : "CORONAL");
    facts.put(SeriesFact.OBLIQUE_DEGREES, decimal(Math.toDegrees(Math.acos(Math.min(1, nearest)))));
  }

  /** Row × column direction (PS3.3 C.7.6.2.1.1); empty where the cosines are none. */
  private static Optional<Vector3> normal(List<String> cosines) {
    if (cosines.size() != COSINES) {
      return Optional.empty();
    }
    var c = new double[COSINES];
    for (var i = 0; i < COSINES; i++) {
      var cosine = Numbers.parse(cosines.get(i));
      if (cosine.isEmpty()) {
        return Optional.empty();
      }
      c[i] = cosine.getAsDouble();
    }
    var across = new Vector3(c[0], c[1], c[2]).cross(new Vector3(c[3], c[4], c[5]));
    return across.norm() > 0 ? Optional.of(across.normalised()) : Optional.empty();
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
