/**
 * What becomes of series while processes, disks and networks fail: faults, traffic, and the count.
 */
package org.seriesflow.cli.faults;
