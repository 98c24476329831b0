import type { Link } from "./link.ts";
import type { OpenPort } from "./port.ts";

/** The few names of a web thread that we use: neither DOM nor Node types fit both ends of a Worker. */
export interface WebWorker {
  postMessage(message: unknown, transfer?: readonly Link[]): void;
  terminate(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault?(): void }) => void) | null;
}

export interface WebScope {
  /** Only a page has one. */
  readonly document?: object;
  /** Left here by the engine's script on a page. */
  softmaxnbOpen?: OpenPort;
  readonly Worker?: new (url: string) => WebWorker;
  /** Whether threads may share memory here. */
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency?: number };
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

/** The global scope of a page or a web worker. */
export function webScope(): WebScope {
  // SAFETY: only called from the web entries, where these names exist (Worker perhaps not, hence its "?").
  return globalThis as unknown as WebScope;
}

/**
 * What a script of our own package exports, run as a CommonJS module. A web host of extensions lets none of them import scripts, but loads
 * extensions themselves just so. Never for a text that a notebook or a server gave.
 */
export function runScript(text: string): unknown {
  const module = { exports: {} as unknown };
  new Function("module", "exports", text)(module, module.exports);
  return module.exports;
}

/** A turn of the event loop that no browser stretches to 4 ms, as it does with nested timeouts. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    // SAFETY: a web thread's port has `onmessage`; Node's type, which stands here, has not.
    const { port1, port2 } = new MessageChannel() as unknown as { port1: WebPort; port2: WebPort };
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

interface WebPort {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}
