/**
 * A Kafka broker (KRaft, one node) and a schema registry on this machine, for the demo and for
 * tests. Everything listens on 127.0.0.1 alone and is made for neither load nor safety.
 */
package org.seriesflow.local;
