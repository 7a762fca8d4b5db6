package org.seriesflow.cli.faults;

/** What goes wrong. */
enum FaultKind {
  KILL_SERVICE("kill -9 of a service, started again"),
  KILL_BROKER("kill -9 of a broker, started again"),
  POWER_LOSS("a broker loses what it had not flushed to its disk"),
  FREEZE("SIGSTOP of a service or a broker"),
  STORE_AWAY("the payload store is not there"),
  STORE_READ_ONLY("nothing can be written to the payload store"),
  DISK_FULL("the payload store's disk has no byte left"),
  REGISTRY_AWAY("kill -9 of the schema registry, started again"),
  NETWORK_CUT("nothing passes between a service and the brokers"),
  CLOCK_JUMP("the clock of a service is two hours ahead, then right again"),
  ROLLING_UPDATE(
      "a new schema version and a new model package, services restarted one after another");

  private final String meaning;

  FaultKind(String meaning) {
    this.meaning = meaning;
  }

  /** In words. */
  String meaning() {
    return meaning;
  }
}
