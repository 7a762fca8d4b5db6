/** What peers and operators say of whether a series is complete, on its way to the log. */
package org.seriesflow.ingest.evidence;
