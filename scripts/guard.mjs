/**
 * Runs a command and, when it ends or the parent goes away, however it goes, ends the whole process group: started detached, so
 * that it leads the group; the parent holds the other end of its standard input and hears the exit status by a message.
 */
import { spawn } from "node:child_process";

const [command, ...words] = process.argv.slice(2);
const child = spawn(command, words, { stdio: ["ignore", "inherit", "inherit"] });

function endGroup() {
  process.kill(-process.pid, "SIGKILL");
}

child.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.send(127, endGroup);
});
child.on("exit", (status) => process.send(status, endGroup));
process.stdin.on("end", endGroup).on("error", endGroup).resume();
process.on("disconnect", endGroup);
