/** What both extension hosts have beside ES. */
declare const console: { log(line: string): void };
declare function setTimeout(action: () => void, ms: number): unknown;
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
