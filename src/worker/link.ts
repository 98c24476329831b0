/** One end of a channel between threads: of a MessagePort what Node and the web have in common. */
export interface Link {
  postMessage(message: unknown, transfer?: readonly Link[]): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  close(): void;
  /** Node: an open link keeps its process alive unless it is told not to. */
  unref?(): void;
}

/** Both ends of a new channel. */
export function channel(): [Link, Link] {
  // SAFETY: ports of Node and of the web have what a Link asks for.
  const { port1, port2 } = new MessageChannel() as unknown as { port1: Link; port2: Link };
  return [port1, port2];
}

/** Hears what comes, without keeping a process alive for it. */
export function listen(link: Link, hear: (message: unknown) => void): void {
  link.onmessage = ({ data }) => hear(data);
  link.unref?.();
}
