/** Runs the measurements and shows their figures. */
package org.seriesflow.cli.bench;
