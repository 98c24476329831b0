import { parentPort } from "node:worker_threads";
import type { ThreadMessage } from "./poolHost.ts";
import { PoolHelper } from "./poolThread.ts";
import { allowRelaxedSimd } from "./relaxedSimd.node.ts";
import { openStored, type StoredFile } from "./storedFile.node.ts";

// Entry of the pool's threads.
allowRelaxedSimd();
// SAFETY: in Node all stored elements lie in files that files.node.ts found.
const helper = new PoolHelper((token) => openStored(token as StoredFile));
parentPort?.on("message", (message: ThreadMessage) => helper.hear(message));
