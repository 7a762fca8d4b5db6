package org.seriesflow.dicom;

import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;

/**
 * The functional groups of one frame (PS3.3 C.7.6.16): a per-frame item goes before the shared one.
 *
 * @param shared may be null
 */
record FunctionalGroups(Attributes own, Attributes shared) {

  /** The item of a group's sequence, null where there is none. */
  Attributes find(int sequenceTag) {
    var item = own.getNestedDataset(sequenceTag);
    if (item != null || shared == null) {
      return item;
    }
    return shared.getNestedDataset(sequenceTag);
  }

  /** Stack ID (0020,9056), empty where frames are not sorted into stacks. */
  String stack() {
    var content = find(Tag.FrameContentSequence);
    return content == null ? "" : content.getString(Tag.StackID, "");
  }
}
