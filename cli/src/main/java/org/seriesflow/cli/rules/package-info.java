/** {@code seriesflow rules}: what a site's rules would do with real series. */
package org.seriesflow.cli.rules;
