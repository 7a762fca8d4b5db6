/** {@code seriesflow identities}: the way back from pseudonyms, and its erasure. */
package org.seriesflow.cli.identities;
