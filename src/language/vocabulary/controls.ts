import { type Control, type ControlValue, done, fail, type Steps } from "../../model/index.ts";
import type { Call } from "../context.ts";
import { nestedOf, realOf } from "../convert.ts";
import { boolean, choice, type Kind, kind, nullable, number, string } from "../kinds.ts";
import { brand } from "../values.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";

const FAMILY = "Controls";

type Option = string | number | boolean;

const option: Kind<Option> = kind("a text, a number or true or false", (raw) =>
  typeof raw === "string" || typeof raw === "boolean" ? raw : realOf(raw),
);

const options: Kind<readonly Option[]> = {
  name: "a list of options",
  *read(raw) {
    const list: Option[] = [];
    for (const item of nestedOf(raw) ?? []) list.push(yield* option.read(item));
    return list.length > 0 ? list : fail("Domain", "A select needs at least one option.");
  },
};

const label = optional(nullable(string), null, "text beside the control; the variable's name by default");

export const controls: readonly RunnableEntry[] = [
  define({
    name: "slider",
    family: FAMILY,
    docs: "A slider that drives the variable it is assigned to. On a log scale min must be positive.",
    source: "HTML's input of type range",
    example: 'tau = slider(0.05, 10, value = 1, scale = "log")',
    parameters: {
      min: required(number),
      max: required(number),
      value: optional(nullable(number), null, "where it starts; the middle by default"),
      step: optional(nullable(number), null, "continuous by default; on a log scale in e-folds"),
      scale: optional(choice("linear", "log"), "linear"),
      label,
    },
    run: (args, call) => {
      const { min, max, scale, step } = args;
      if (!(min < max)) fail("Domain", `min must be below max, got ${min} and ${max}.`);
      if (scale === "log" && min <= 0) failAt(call, "min", `A log scale needs a positive min, got ${min}.`);
      if (step !== null && !(step > 0)) failAt(call, "step", `step must be positive, got ${step}.`);
      const value = args.value ?? (scale === "log" ? Math.sqrt(min * max) : (min + max) / 2);
      if (!(value >= min && value <= max)) failAt(call, "value", `value must be from ${min} to ${max}, got ${value}.`);
      const chosen = moved(call, value, (x) => typeof x === "number" && x >= min && x <= max);
      return made({ kind: "control", control: "slider", ...named(call, args.label), min, max, step, scale, value: chosen });
    },
  }),
  define({
    name: "number_input",
    family: FAMILY,
    docs: "A field for a number that drives the variable it is assigned to.",
    source: "HTML's input of type number",
    example: "k = number_input(5)",
    parameters: { value: required(number), label },
    run: (args, call) => {
      const value = moved(call, args.value, (x) => typeof x === "number" && !Number.isNaN(x));
      return made({ kind: "control", control: "number", ...named(call, args.label), value });
    },
  }),
  define({
    name: "select",
    family: FAMILY,
    docs: "A choice among options that drives the variable it is assigned to; the first one unless value says otherwise.",
    source: "HTML's select",
    example: 'kind = select(["line", "bar"])',
    parameters: { options: required(options), value: optional(nullable(option), null), label },
    run: (args, call) => {
      const list = args.options;
      const value = args.value ?? list[0] ?? "";
      if (!list.includes(value))
        failAt(call, "value", `value must be among the options, got ${typeof value === "string" ? `"${value}"` : value}.`);
      const chosen = moved(call, value, (x) => list.includes(x));
      return made({ kind: "control", control: "select", ...named(call, args.label), options: list, value: chosen });
    },
  }),
  define({
    name: "checkbox",
    family: FAMILY,
    docs: "A box to tick that drives the variable it is assigned to.",
    source: "HTML's input of type checkbox",
    example: "causal = checkbox(true)",
    parameters: { value: optional(boolean, false), label },
    run: (args, call) => {
      const value = moved(call, args.value, (x) => typeof x === "boolean");
      return made({ kind: "control", control: "checkbox", ...named(call, args.label), value });
    },
  }),
  define({
    name: "play",
    family: FAMILY,
    docs: "A number that runs from min to max in steps, fps times a second, when its button is pressed.",
    source: "the language's own: a number that runs",
    example: "step = play(1, 20, 1)",
    parameters: {
      min: required(number),
      max: required(number),
      step: required(number),
      fps: optional(number, 10, "frames a second"),
      label,
    },
    run: (args, call) => {
      const { min, max, step, fps } = args;
      if (!(min < max)) fail("Domain", `min must be below max, got ${min} and ${max}.`);
      if (!(step > 0)) failAt(call, "step", `step must be positive, got ${step}.`);
      if (!(fps > 0 && fps <= 60)) failAt(call, "fps", `fps must be above 0 and at most 60, got ${fps}.`);
      const value = moved(call, min, (x) => typeof x === "number" && x >= min && x <= max);
      return made({ kind: "control", control: "play", ...named(call, args.label), min, max, step, fps, value });
    },
  }),
];

function made(control: Control): Steps<Control> {
  return done(brand(control));
}

/** The value that the user moved the control to, if it still fits; else the default. */
function moved<T extends ControlValue>(call: Call, fallback: T, fits: (value: ControlValue) => boolean): T {
  const value = call.target === undefined ? undefined : call.context.control(call.target);
  // SAFETY: `fits` accepts values of the control's own type only.
  return value !== undefined && fits(value) ? (value as T) : fallback;
}

function named(call: Call, text: string | null): { name: string; label: string } {
  const name = call.target ?? fail("Evaluation", "A control drives the variable that it is assigned to: tau = slider(…).");
  return { name, label: text ?? name };
}

function failAt(call: Call, parameter: string, message: string): never {
  const span = call.span(parameter);
  return fail("Domain", message, span ? { span } : {});
}
