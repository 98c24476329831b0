/** Sends at most one value a frame: the first at once, of further ones the newest at the next frame. The last is always sent. */
export interface FrameGate<T> {
  push(value: T): void;
  /** Sends what waits, now. */
  flush(): void;
}

/** `nextFrame` is requestAnimationFrame or its like. */
export function frameGate<T>(send: (value: T) => void, nextFrame: (callback: () => void) => void): FrameGate<T> {
  let waiting: { value: T } | null = null;
  let closed = false;
  const flush = (): void => {
    if (waiting === null) return;
    const { value } = waiting;
    waiting = null;
    send(value);
  };
  const open = (): void => {
    closed = false;
    if (waiting === null) return;
    shut();
    flush();
  };
  const shut = (): void => {
    closed = true;
    nextFrame(open);
  };
  const push = (value: T): void => {
    waiting = { value };
    if (closed) return;
    shut();
    flush();
  };
  return { push, flush };
}
