package org.seriesflow.ingest.stow;

import java.util.ArrayList;
import java.util.List;

/**
 * The Store Instances Response Module (PS3.18 table I.2-1) as text. All values are UIDs and numbers
 * that were checked before, so that nothing needs escaping.
 */
final class StowAnswer {
  static final String JSON = "application/dicom+json";
  static final String XML = "application/dicom+xml";

  /** An element: of a value (null is empty), or of items. */
  private record Element(
      String tag, String vr, String keyword, Object value, List<List<Element>> items) {}

  private final List<Element> dataSet;

  private StowAnswer(List<Element> dataSet) {
    this.dataSet = dataSet;
  }

  static StowAnswer of(StowOutcome outcome) {
    var elements = new ArrayList<Element>();
    // Empty, as nothing can be retrieved from here.
    elements.add(value("00081190", "UR", "RetrieveURL", null));
    if (!outcome.failed().isEmpty()) {
      elements.add(
          sequence(
              "00081198",
              "FailedSOPSequence",
              outcome.failed().stream()
                  .map(
                      failed ->
                          List.of(
                              sopClass(failed.sopClassUid()),
                              sopInstance(failed.sopInstanceUid()),
                              reason(failed.reason())))
                  .toList()));
    }
    if (!outcome.stored().isEmpty()) {
      elements.add(
          sequence(
              "00081199",
              "ReferencedSOPSequence",
              outcome.stored().stream()
                  .map(
                      uids ->
                          List.of(
                              sopClass(uids.sopClassUid()),
                              sopInstance(uids.sopInstanceUid()),
                              value("00081190", "UR", "RetrieveURL", null)))
                  .toList()));
    }
    if (!outcome.others().isEmpty()) {
      elements.add(
          sequence(
              "0008119A",
              "OtherFailuresSequence",
              outcome.others().stream().map(reason -> List.of(reason(reason))).toList()));
    }
    return new StowAnswer(elements);
  }

  private static Element sopClass(String uid) {
    return value("00081150", "UI", "ReferencedSOPClassUID", uid);
  }

  private static Element sopInstance(String uid) {
    return value("00081155", "UI", "ReferencedSOPInstanceUID", uid);
  }

  private static Element reason(int reason) {
    return value("00081197", "US", "FailureReason", reason);
  }

  private static Element value(String tag, String vr, String keyword, Object value) {
    return new Element(tag, vr, keyword, value, null);
  }

  private static Element sequence(String tag, String keyword, List<List<Element>> items) {
    return new Element(tag, "SQ", keyword, null, items);
  }

  /** DICOM JSON model, PS3.18 annex F. */
  String json() {
    var text = new StringBuilder();
    json(dataSet, text);
    return text.toString();
  }

  private static void json(List<Element> elements, StringBuilder text) {
    var between = "{";
    for (var element : elements) {
      text.append(between).append('"').append(element.tag()).append("\":{\"vr\":\"");
      text.append(element.vr()).append('"');
      if (element.items() != null) {
        text.append(",\"Value\":");
        var betweenItems = "[";
        for (var item : element.items()) {
          text.append(betweenItems);
          json(item, text);
          betweenItems = ",";
        }
        text.append(']');
      } else if (element.value() instanceof String uid) {
        text.append(",\"Value\":[\"").append(uid).append("\"]");
      } else if (element.value() != null) {
        text.append(",\"Value\":[").append(element.value()).append(']');
      }
      text.append('}');
      between = ",";
    }
    text.append('}');
  }

  /** Native DICOM model, PS3.19 annex A.1. */
  String xml() {
    var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.append("<NativeDicomModel xmlns=\"http://dicom.nema.org/PS3.19/models/NativeDICOM\"");
    text.append(" xml:space=\"preserve\">");
    xml(dataSet, text);
    return text.append("</NativeDicomModel>").toString();
  }

  private static void xml(List<Element> elements, StringBuilder text) {
    for (var element : elements) {
      text.append(
          "<DicomAttribute tag=\"%s\" vr=\"%s\" keyword=\"%s\">"
              .formatted(element.tag(), element.vr(), element.keyword()));
      if (element.items() != null) {
        var number = 1;
        for (var item : element.items()) {
          text.append("<Item number=\"").append(number++).append("\">");
          xml(item, text);
          text.append("</Item>");
        }
      } else if (element.value() != null) {
        text.append("<Value number=\"1\">").append(element.value()).append("</Value>");
      }
      text.append("</DicomAttribute>");
    }
  }
}
