/** Commands about one model package: is it what it says, and what does it say of itself. */
package org.seriesflow.cli.model;
