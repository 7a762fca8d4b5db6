/**
 * Geometry and voxels: what a volume is, where it lies in the patient, how it is stored.
 *
 * <p>Array order is always [z,y,x]; the patient frame is DICOM's LPS in mm (x towards Left, y
 * towards Posterior, z towards Superior; PS3.3 C.7.6.2.1.1). {@code docs/coordinates.md} holds
 * every space and the way from each to the next.
 */
package org.seriesflow.imaging;
