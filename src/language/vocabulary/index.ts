import { attentionFamily } from "./attention.ts";
import { checks } from "./checks.ts";
import { controls } from "./controls.ts";
import { data } from "./data.ts";
import { decode } from "./decode.ts";
import { samplers } from "./decoding.ts";
import { derivatives } from "./derivatives.ts";
import { display } from "./display.ts";
import { drawing } from "./drawing.ts";
import type { Entry, RunnableEntry } from "./entry.ts";
import { grad } from "./gradient.ts";
import { information } from "./information.ts";
import { losses } from "./losses.ts";
import { softmaxMaps } from "./maps.ts";
import { onlineFamily } from "./online.ts";
import { random } from "./random.ts";
import { softmaxFamily } from "./softmax.ts";
import { temperatureFamily } from "./temperature.ts";
import { tensorFamily } from "./tensors.ts";
import { thermalFamily } from "./thermal.ts";

const entries: readonly RunnableEntry[] = [
  ...softmaxFamily,
  ...softmaxMaps,
  grad,
  ...derivatives,
  ...information,
  ...losses,
  ...temperatureFamily,
  ...samplers,
  decode,
  ...drawing,
  ...thermalFamily,
  ...attentionFamily,
  ...onlineFamily,
  ...tensorFamily,
  ...random,
  ...data,
  ...display,
  ...controls,
  ...checks,
];

const byName = new Map(entries.map((entry) => [entry.name, entry]));

/** All functions that the language has on top of mathjs's, family by family, as plain data. */
export const vocabulary: readonly Entry[] = entries.map(({ run: _run, declared: _declared, named: _named, ...entry }) => entry);

export function lookUpEntry(name: string): RunnableEntry | undefined {
  return byName.get(name);
}
