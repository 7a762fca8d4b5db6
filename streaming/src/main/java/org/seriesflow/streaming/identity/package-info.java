/**
 * The way back from pseudonyms: who a de-identified series was of, encrypted, and how it is erased.
 */
package org.seriesflow.streaming.identity;
