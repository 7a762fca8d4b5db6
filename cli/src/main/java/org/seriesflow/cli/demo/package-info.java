/**
 * The whole way on one machine: broker, registry and services as processes, and what is followed of
 * them.
 */
package org.seriesflow.cli.demo;
