type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** An element with attributes and children. Text goes in as text nodes, never as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** Sets attributes; false and undefined remove them, true sets an empty one. */
export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) target.removeAttribute(name);
    else target.setAttribute(name, value === true ? "" : value);
  }
}

/** Writes text only where it differs, so that screen readers and selections are left alone. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Keys stay with the element: the notebook would take an arrow or a letter on a slider for itself. Ctrl and Cmd go through. */
export function keepKeys(target: HTMLElement): void {
  const keep = (event: KeyboardEvent): void => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  };
  for (const name of ["keydown", "keyup", "keypress"] as const) target.addEventListener(name, keep);
}

/** Whether the reader asked for little motion. */
export function prefersStillness(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
