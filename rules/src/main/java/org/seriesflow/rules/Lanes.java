package org.seriesflow.rules;

import java.util.List;
import java.util.Optional;
import org.seriesflow.dicom.AskedAttributes;
import org.seriesflow.dicom.InstanceHeader;

/**
 * How urgent an instance is, as the site's rules file says. Immutable and thread-safe.
 *
 * @param stat what makes it urgent; empty: nothing does
 */
public record Lanes(Optional<Condition> stat) {
  /** All is routine. */
  public static final Lanes NONE = new Lanes(Optional.empty());

  /**
   * The lane of an instance.
   *
   * @param because what was found; may hold values of the header
   */
  public record Finding(Lane lane, String because) {}

  /**
   * Finds the lane of an instance.
   *
   * @param header as it is stored, read with {@link #asked()}
   */
  public Finding find(InstanceHeader header, Sender sender) {
    return stat.map(condition -> condition.judge(new InstanceFacts(header, sender)))
        .map(found -> new Finding(found.holds() ? Lane.STAT : Lane.ROUTINE, found.because()))
        .orElse(new Finding(Lane.ROUTINE, "no lane is asked for"));
  }

  /** What has to be read of an instance's header. */
  public AskedAttributes asked() {
    return AskedAttributes.of(attributes());
  }

  /** The paths of the attributes that it depends on. */
  List<String> attributes() {
    return stat.stream().flatMap(Condition::attributes).distinct().sorted().toList();
  }
}
