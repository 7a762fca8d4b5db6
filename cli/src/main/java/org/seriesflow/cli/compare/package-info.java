/** {@code seriesflow compare}: what two packages or jobs say of the same series. */
package org.seriesflow.cli.compare;
