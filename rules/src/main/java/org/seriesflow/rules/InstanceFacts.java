package org.seriesflow.rules;

import java.util.List;
import org.seriesflow.dicom.InstanceHeader;

/** What is known of one instance when it comes in: its header and who sent it, but no series. */
record InstanceFacts(InstanceHeader header, Sender sender) implements Facts {
  @Override
  public List<String> values(String attribute) {
    return header.asked().getOrDefault(attribute, List.of());
  }

  @Override
  public List<String> values(SeriesFact fact) {
    return List.of();
  }

  @Override
  public List<String> values(SenderFact fact) {
    return switch (fact) {
      case CALLED_AE_TITLE -> sender.calledAeTitle().stream().toList();
      case CALLING_AE_TITLE -> sender.callingAeTitle().stream().toList();
    };
  }
}
