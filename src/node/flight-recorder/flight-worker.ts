// Entry of the sampling thread. Built as its own file next to main and the command line.

import { serveCalls } from "../worker-thread/serve-calls.ts";
import type { FlightCall } from "./thread-flight-samplers.ts";
import { sampleTarget } from "./sample-target.ts";

serveCalls(({ plan, pageBytes }: FlightCall, checkpoint) =>
  sampleTarget(plan, pageBytes, checkpoint),
);
