package org.seriesflow.streaming;

/**
 * Something that stands otherwise in Kafka or in the registry than the catalogue says.
 *
 * @param what topic or subject
 * @param difference what differs, with both values
 */
public record TopicDifference(String what, String difference) {
  @Override
  public String toString() {
    return what + ": " + difference;
  }
}
