package org.seriesflow.dicom;

import java.util.List;

/**
 * What became of every file: {@code sent + refused.size()} is the number of files given.
 *
 * @param refused files that the peer did not take, or that were never offered
 * @param sent instances that the peer took (statuses 0000H and the warnings B000H, B006H, B007H)
 */
public record SendReport(List<Refused> refused, int sent) {
  public SendReport {
    refused = List.copyOf(refused);
  }
}
