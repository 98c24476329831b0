/**
 * Runs a command in a process group of its own and ends the whole group when the parent goes away, however it goes:
 * the parent holds the other end of this process's standard input. Started detached, so that it leads the group.
 */
import { spawn } from "node:child_process";

const [command, ...words] = process.argv.slice(2);
const child = spawn(command, words, { stdio: ["ignore", "inherit", "inherit"] });

function endGroup() {
  process.kill(-process.pid, "SIGKILL");
}

child.on("error", endGroup);
child.on("exit", endGroup);
process.stdin.on("end", endGroup).on("error", endGroup).resume();
// Whoever interrupts the terminal's group interrupts the parent too; it decides.
process.on("SIGINT", () => {});
