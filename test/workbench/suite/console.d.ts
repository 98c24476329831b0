/** What both extension hosts have of the console. */
declare const console: { log(line: string): void };
