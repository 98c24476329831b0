import type { View } from "../../src/model/index.ts";
import type { Theme } from "../../src/output/index.ts";

/** What shows a view. One component shows views of one kind; a new view of that kind changes it in place. */
export interface Component {
  readonly element: HTMLElement;
  /** Settles when the view is on the page. */
  update(view: View, sentence: string, theme: Theme): Promise<void>;
  retheme(theme: Theme): Promise<void>;
  dispose(): void;
}
