/** {@code seriesflow dead-letters}: what could not be worked on, and what is done about it. */
package org.seriesflow.cli.deadletters;
