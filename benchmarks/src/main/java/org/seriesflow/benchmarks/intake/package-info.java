/** C-STORE reception side by side: one sender, several receivers, sides in turn. */
package org.seriesflow.benchmarks.intake;
