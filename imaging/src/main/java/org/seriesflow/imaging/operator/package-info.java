/**
 * Numeric operators on volumes, slices and tensors: pure functions whose numbers all come from the
 * caller (a model package's manifest). They read voxels in their stored type and never hold a whole
 * volume in float.
 */
package org.seriesflow.imaging.operator;
