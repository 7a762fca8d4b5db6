/** Dead letters: what became of them, sending their inputs again, and letting them be. */
package org.seriesflow.streaming.deadletter;
