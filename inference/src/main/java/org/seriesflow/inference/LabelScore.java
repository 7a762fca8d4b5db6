package org.seriesflow.inference;

import org.seriesflow.inference.manifest.LabelSet.Label;
import org.seriesflow.inference.manifest.LabelSet.Role;

/**
 * What a network says of one label.
 *
 * @param labelSet name of the label set in the manifest
 * @param role what the label says
 * @param label id, name, side and codes
 * @param logit score before the activation; NaN where the package gives no logits for the set
 * @param probability score in 0..1 after it; a network's output, not a calibrated probability of
 *     disease
 */
public record LabelScore(
    String labelSet, Role role, Label label, double logit, double probability) {}
