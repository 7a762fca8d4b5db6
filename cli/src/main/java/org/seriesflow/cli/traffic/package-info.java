/** What a router does, and what must have become of it: for the runs that prove and measure. */
package org.seriesflow.cli.traffic;
