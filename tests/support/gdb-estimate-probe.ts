// Prints, as whatever user this runs, what stands in the way of tracing the process given.

import { findTracingObstacle } from "../../src/node/gdb-driver/tracing-obstacle.ts";

const obstacle = await findTracingObstacle(Number(process.argv[2]));
process.stdout.write(JSON.stringify(obstacle));
