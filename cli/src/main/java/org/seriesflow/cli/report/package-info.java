/**
 * What the demo and the in-process pipeline say of each series: one model, a table and a JSON
 * document.
 */
package org.seriesflow.cli.report;
