/** What an archive knows of the series that are received. */
package org.seriesflow.ingest.archive;
