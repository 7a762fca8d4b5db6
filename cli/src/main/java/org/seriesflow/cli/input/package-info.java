/** What commands are given to work on: files, sorted by series. */
package org.seriesflow.cli.input;
