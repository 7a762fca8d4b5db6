package org.seriesflow.streaming.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.Lane;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.streaming.Topics;

class ServedLanesTest {
  @Test
  void shouldGiveEachLaneAnApplicationWhereResultsAreWaitedFor() {
    assertEquals(
        List.of(ServedLanes.ROUTINE, ServedLanes.STAT), ServedLanes.of(ProcessingMode.LIVE));
    assertEquals(List.of(ServedLanes.ALL), ServedLanes.of(ProcessingMode.SHADOW));
    assertEquals(List.of(ServedLanes.ALL), ServedLanes.of(ProcessingMode.REPLAY));
  }

  @Test
  void shouldLeaveRoutineWorkTheIdAndTheTopicsThatItHad() {
    assertEquals("roi-service", ServedLanes.ROUTINE.applicationId("roi-service"));
    assertEquals(List.of(Topics.ROIS), ServedLanes.ROUTINE.inputs(Topics.ROIS));
    assertEquals(Topics.ROIS, ServedLanes.ROUTINE.output(Topics.ROIS));
  }

  @Test
  void shouldGiveUrgentWorkAnIdAndTopicsOfItsOwn() {
    assertEquals("roi-service-stat", ServedLanes.STAT.applicationId("roi-service"));
    assertEquals("rois.stat", ServedLanes.STAT.inputs(Topics.ROIS).getFirst().name());
    assertEquals("rois.stat", ServedLanes.STAT.output(Topics.ROIS).name());
  }

  @Test
  void shouldReadTheTopicsOfAllLanesWhereThereAreSeveral() {
    assertEquals(
        List.of("rois", "rois.stat"),
        ServedLanes.ALL.inputs(Topics.ROIS).stream().map(topic -> topic.name()).toList());
    assertEquals(List.of(Topics.ROIS_REPLAY), ServedLanes.ALL.inputs(Topics.ROIS_REPLAY));
    var shadowed = Topics.ROIS.withName("rois.shadow");
    assertEquals(List.of(shadowed), ServedLanes.ALL.inputs(shadowed));
  }

  @Test
  void shouldTakeAnUnknownLaneForRoutine() {
    assertTrue(ServedLanes.ROUTINE.contain(Lane.UNKNOWN));
    assertTrue(ServedLanes.ALL.contain(Lane.UNKNOWN));
    assertFalse(ServedLanes.STAT.contain(Lane.UNKNOWN));
  }

  @Test
  void shouldPartTheLanes() {
    assertTrue(ServedLanes.STAT.contain(Lane.STAT));
    assertFalse(ServedLanes.STAT.contain(Lane.ROUTINE));
    assertFalse(ServedLanes.ROUTINE.contain(Lane.STAT));
    assertTrue(ServedLanes.ALL.contain(Lane.STAT));
  }
}
