/**
 * Replay jobs: scoring again what has flowed, from any stage, without a word to those who alert.
 */
package org.seriesflow.streaming.replay;
