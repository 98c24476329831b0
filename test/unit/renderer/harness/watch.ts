import type { ControlValue } from "../../../../src/model/index.ts";

/** What one input event of a slider led to: ms until its value, or a later one, was in the page, and until that was painted. */
export interface Latency {
  readonly drawn: number;
  readonly painted: number;
}

export interface Watch {
  /** Of the events whose frames have come, in order. */
  readonly latencies: readonly Latency[];
  readonly events: number;
  stop(): void;
}

interface Waiting {
  readonly at: number;
  readonly value: number;
}

/** Watches a slider and the output that follows it. `valueIn` gives the value that a frame's number stands for. */
export function watch(cell: string, slider: HTMLInputElement, valueIn: (generation: number) => ControlValue | undefined): Watch {
  const waiting: Waiting[] = [];
  const latencies: Latency[] = [];
  let events = 0;
  const heard = (event: Event): void => {
    events += 1;
    waiting.push({ at: event.timeStamp, value: shownBy(slider) });
  };
  // After the renderer's own listener, which writes the value that it sends.
  slider.addEventListener("input", heard);
  const readout = document.querySelector(`#${cell} .snb-readout`);
  const observer = new MutationObserver(() => {
    const value = valueIn(Number.parseFloat(readout?.textContent ?? ""));
    const last = waiting.findLastIndex((one) => one.value === value);
    const done = waiting.splice(0, last + 1);
    const drawn = performance.now();
    afterPaint(() => {
      const painted = performance.now();
      latencies.push(...done.map(({ at }) => ({ drawn: drawn - at, painted: painted - at })));
    });
  });
  if (readout !== null) observer.observe(readout, { childList: true, characterData: true, subtree: true });
  const stop = (): void => {
    observer.disconnect();
    slider.removeEventListener("input", heard);
  };
  return {
    latencies,
    get events() {
      return events;
    },
    stop,
  };
}

/** The value that the slider says it stands at. */
function shownBy(slider: HTMLInputElement): number {
  return Number(slider.getAttribute("aria-valuetext"));
}

function afterPaint(action: () => void): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      action();
    };
    port2.postMessage(null);
  });
}
