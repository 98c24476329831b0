import type { Page } from "playwright-core";

/** A headless Chromium and a server of the page with a session; the page's threads may share memory where it is isolated. */
export function openPages(): Promise<{ open: (isolated: boolean) => Promise<Page>; close: () => Promise<void> }>;
