/** Storage commitment (PS3.4 annex J): what is promised to be kept, and the record of it. */
package org.seriesflow.ingest.commitment;
