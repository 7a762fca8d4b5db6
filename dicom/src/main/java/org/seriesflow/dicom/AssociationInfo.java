package org.seriesflow.dicom;

/**
 * Who is sending: the association that an instance arrives on (PS3.8 section 9.3).
 *
 * @param callingAet AE title that the peer calls itself
 * @param calledAet AE title that the peer asked for
 * @param remoteAddress host address of the peer, without a name look-up
 */
public record AssociationInfo(String callingAet, String calledAet, String remoteAddress) {}
