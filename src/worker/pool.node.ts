import { parentPort } from "node:worker_threads";
import type { ThreadMessage } from "./poolHost.ts";
import { PoolHelper } from "./poolThread.ts";
import { allowRelaxedSimd } from "./relaxedSimd.node.ts";

// Entry of the pool's threads.
allowRelaxedSimd();
const helper = new PoolHelper();
parentPort?.on("message", (message: ThreadMessage) => helper.hear(message));
