package org.seriesflow.dicom;

import java.util.Set;

/**
 * Who may associate, with how many at once, and what is not taken.
 *
 * @param calledAets called AE titles that are served; empty serves any
 * @param callingAets calling AE titles that are served; empty serves any
 * @param maxAssociations associations at once; further ones are rejected as transient, local limit
 *     exceeded (PS3.8 section 9.3.4)
 * @param excludedSopClasses UIDs of storage SOP classes that are refused in negotiation
 */
public record PeerPolicy(
    Set<String> calledAets,
    Set<String> callingAets,
    int maxAssociations,
    Set<String> excludedSopClasses) {

  private static final int MAX_AET = 16;

  /** Any title, 100 associations, every storage SOP class. */
  public static final PeerPolicy OPEN = new PeerPolicy(Set.of(), Set.of(), 100, Set.of());

  public PeerPolicy {
    calledAets = Set.copyOf(calledAets);
    callingAets = Set.copyOf(callingAets);
    excludedSopClasses = Set.copyOf(excludedSopClasses);
    calledAets.forEach(title -> requireAet("called", title));
    callingAets.forEach(title -> requireAet("calling", title));
    if (maxAssociations < 1) {
      throw new IllegalArgumentException("maxAssociations must be 1 or more: " + maxAssociations);
    }
    for (var uid : excludedSopClasses) {
      if (!InstanceUids.isUid(uid)) {
        throw new IllegalArgumentException("excluded SOP class is not a UID: \"" + uid + "\"");
      }
    }
  }

  private static void requireAet(String role, String title) {
    if (title.isBlank() || title.length() > MAX_AET || !title.equals(title.strip())) {
      throw new IllegalArgumentException(
          role
              + " AE title must be 1 to 16 characters without spaces around them: \""
              + title
              + "\"");
    }
  }

  public PeerPolicy withCalledAets(Set<String> titles) {
    return new PeerPolicy(titles, callingAets, maxAssociations, excludedSopClasses);
  }

  public PeerPolicy withCallingAets(Set<String> titles) {
    return new PeerPolicy(calledAets, titles, maxAssociations, excludedSopClasses);
  }

  public PeerPolicy withMaxAssociations(int count) {
    return new PeerPolicy(calledAets, callingAets, count, excludedSopClasses);
  }

  public PeerPolicy withoutSopClasses(Set<String> uids) {
    return new PeerPolicy(calledAets, callingAets, maxAssociations, uids);
  }
}
