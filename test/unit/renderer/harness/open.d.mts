import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export interface Opened {
  readonly page: Page;
  readonly problems: string[];
  readonly asked: string[];
  /** The next who asks for a page with these options gets this one, loaded again. */
  readonly leave: () => void;
}

export type OpenOptions = BrowserContextOptions & { width?: number };
export type Open = (options?: OpenOptions) => Promise<Opened>;

export function openHarness(): Promise<{ browser: Browser; open: Open }>;

/** Like openHarness, with a session in a worker behind the page. */
export function openLive(): Promise<{ browser: Browser; open: Open }>;
