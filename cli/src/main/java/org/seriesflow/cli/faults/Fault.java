package org.seriesflow.cli.faults;

import java.time.Duration;

/**
 * One thing that goes wrong.
 *
 * @param target name of the service, {@code broker-1} and so on, or what is shared by all
 * @param lasts from its beginning until it is mended
 */
record Fault(FaultKind kind, String target, Duration lasts) {}
