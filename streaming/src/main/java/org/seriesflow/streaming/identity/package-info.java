/**
 * The way back from pseudonyms: who a de-identified series was of, encrypted by keys of the
 * patients, and how it is erased.
 */
package org.seriesflow.streaming.identity;
