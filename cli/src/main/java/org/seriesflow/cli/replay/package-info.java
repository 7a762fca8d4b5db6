/** {@code seriesflow replay}: scoring again what has flowed. */
package org.seriesflow.cli.replay;
