/** {@code seriesflow payloads}: what the payload store may let go. */
package org.seriesflow.cli.payloads;
