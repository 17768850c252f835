// What the words are for a history that was imported from a Prometheus server.

export const history = {
  "event.history-imported": "History imported",
  "error.history-refused":
    "The server's own words are above. Its user interface says whether the expression works there; a proxy in front of it may want a login, which Trivet does not give.",
  "error.history-malformed":
    "This does not look like Prometheus's HTTP API. Give the address of the server itself, for example http://127.0.0.1:9090, with its path prefix if it has one.",
  "error.history-empty":
    "Check the matchers and the time range against the server's own user interface. The target must export the Go client's metrics (go_memstats_… or go_memory_classes_…).",
} as const;
