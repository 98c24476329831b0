import { elementwise } from "./elementwise.ts";
import type { Form } from "./form.ts";
import { products } from "./products.ts";
import { reductions } from "./reductions.ts";
import { shapes } from "./shapes.ts";

const forms: Readonly<Record<string, Form>> = { ...elementwise, ...products, ...reductions, ...shapes };

/** The tensor form of a function or operator of mathjs, if it has one. */
export function formOf(name: string): Form | undefined {
  return Object.hasOwn(forms, name) ? forms[name] : undefined;
}

/** The keywords that a function of mathjs takes here; any other `name = value` in its call is mathjs's assignment. */
export function keywordsOf(name: string): readonly string[] {
  return formOf(name)?.keywords ?? [];
}
