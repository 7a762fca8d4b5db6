package org.seriesflow.cli.demo;

/** Where something of the demo answers, for people. */
public record Endpoint(String what, String address) {}
