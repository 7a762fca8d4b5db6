/** What the whole way does under a hospital's load, and whether urgent series overtake others. */
package org.seriesflow.cli.load;
