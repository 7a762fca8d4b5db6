package org.seriesflow.streaming.stage;

import org.seriesflow.streaming.Traceparent;
import org.slf4j.MDC;

/** Puts the series and the trace into each log line that is written while a record is worked on. */
final class StageLogging implements AutoCloseable {
  private static final String SERIES = "seriesInstanceUid";
  private static final String TRACE = "traceId";
  private static final String STAGE = "stage";

  StageLogging(StageContext context) {
    MDC.put(STAGE, context.stage());
  }

  void of(StageContext context) {
    context
        .header()
        .ifPresent(
            header -> {
              MDC.put(SERIES, header.getSeriesInstanceUid());
              if (header.getTraceparent() != null) {
                Traceparent.parse(header.getTraceparent())
                    .ifPresent(trace -> MDC.put(TRACE, trace.traceId()));
              }
            });
  }

  @Override
  public void close() {
    MDC.remove(STAGE);
    MDC.remove(SERIES);
    MDC.remove(TRACE);
  }
}
