/**
 * YAML files that people write, read strictly: what is missing, unknown or malformed is refused
 * with file, line and name.
 */
package org.seriesflow.yaml;
