/** The synthetic head angiographies in models/phantoms, of which the truth is known. */
package org.seriesflow.cli.phantom;
