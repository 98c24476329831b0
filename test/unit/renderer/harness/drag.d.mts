import type { Browser, Page } from "playwright-core";
import type { Latency } from "./watch.ts";

export function openDragged(): Promise<{ browser: Browser; page: Page; problems: string[] }>;
export function drag(page: Page, moves: number): Promise<{ events: number; latencies: readonly Latency[] }>;
export function drawFrames(page: Page, count: number): Promise<void>;
export function heapOf(page: Page): Promise<number>;
