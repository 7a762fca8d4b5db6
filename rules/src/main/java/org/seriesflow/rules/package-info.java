/** Which series goes to which package, as a site's rules file says; docs/rules.md describes it. */
package org.seriesflow.rules;
