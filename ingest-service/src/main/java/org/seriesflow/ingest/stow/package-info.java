/** DICOMweb STOW-RS (PS3.18 section 10.5): instances by HTTP, as durable as those by C-STORE. */
package org.seriesflow.ingest.stow;
