import type { LanguageAnswer, LanguageRequest } from "../model/index.ts";
import type { OpenPort } from "./port.ts";
import { runScript } from "./webScope.ts";

/** What the engine's script gives to a thread that loads it beside other things. */
export interface Engine {
  readonly openInPlace: OpenPort;
  answerRequest(request: LanguageRequest): LanguageAnswer;
}

/** Rejects where the script can't be read; may then be asked again. */
export type LoadEngine = () => Promise<Engine>;

/** Loads the engine into this thread, from the text of session.web.js, once and only when somebody asks for it. */
export function engineFrom(read: () => Promise<string>): LoadEngine {
  let loading: Promise<Engine> | null = null;
  return () => {
    loading ??= load(read).catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
}

async function load(read: () => Promise<string>): Promise<Engine> {
  // SAFETY: session.web.ts, whose script this is, exports just this.
  return runScript(await read()) as Engine;
}
