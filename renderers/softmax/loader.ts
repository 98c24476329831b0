import type { Loader } from "vega";

/** A loader that refuses every address, and tells which. Charts show what is in the notebook and nothing else. */
export function refusingLoader(refused: (uri: string) => void): Loader {
  const refuse = (uri: unknown): Promise<never> => {
    refused(String(uri));
    return Promise.reject(new Error("Charts in this notebook load no addresses."));
  };
  return { load: refuse, sanitize: refuse, http: refuse, file: refuse };
}
