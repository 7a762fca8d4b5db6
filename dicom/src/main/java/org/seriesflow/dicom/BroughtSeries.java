package org.seriesflow.dicom;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.aoju.bus.image.metric.Association;

/** Which series the open associations brought instances of. Safe for threads. */
final class BroughtSeries {

  /** Of one association: study by series, and whether an instance of it was refused. */
  private static final class Load {
    private final Map<String, String> studies = new HashMap<>();
    private boolean refused;
  }

  private final Map<Association, Load> loads = new HashMap<>();

  /** An instance was taken. */
  synchronized void taken(Association association, InstanceUids uids) {
    load(association).studies.put(uids.seriesInstanceUid(), uids.studyInstanceUid());
  }

  /** An instance was refused, so that its sender has to come again. */
  synchronized void refused(Association association) {
    load(association).refused = true;
  }

  private Load load(Association association) {
    return loads.computeIfAbsent(association, _ -> new Load());
  }

  /**
   * The association has ended.
   *
   * @return the series, with their studies, that it brought, all of what it sent being taken, and
   *     that no other open association brings
   */
  synchronized Map<String, String> ended(Association association) {
    var load = loads.remove(association);
    if (load == null || load.refused) {
      return Map.of();
    }
    var elsewhere = new HashSet<String>();
    loads.values().forEach(other -> elsewhere.addAll(other.studies.keySet()));
    var own = new HashMap<>(load.studies);
    own.keySet().removeAll(elsewhere);
    return own;
  }
}
