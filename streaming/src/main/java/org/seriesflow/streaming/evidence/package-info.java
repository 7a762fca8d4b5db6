/** Evidence that a series is complete, from whoever learns it to the assembly. */
package org.seriesflow.streaming.evidence;
