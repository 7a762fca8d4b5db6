/**
 * Decodes compressed frames in processes of their own, so that a corrupt stream costs a series and
 * never the service (docs/decisions/0012-codecs.md).
 */
package org.seriesflow.dicom.codec;
