package org.seriesflow.ingest.commitment;

import java.time.Duration;
import java.util.Optional;
import org.seriesflow.dicom.StorageCommitment;

/**
 * What is promised to one calling AE title.
 *
 * @param keep how long a committed instance is kept at least, from its commitment on
 * @param reportTo where the AE takes reports, if its own association has ended
 */
public record Promise(Duration keep, Optional<StorageCommitment.ReportTo> reportTo) {}
