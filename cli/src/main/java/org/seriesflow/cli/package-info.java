/**
 * The front door: each command of {@code ./seriesflow}. Results go to stdout, progress and errors
 * to stderr.
 */
package org.seriesflow.cli;
