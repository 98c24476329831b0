import { type Code, END, type Func, I32, signed, unsigned, type ValueType } from "./binary.ts";

/** A local that changes. */
export interface Variable {
  readonly get: Code;
  set(value: Code): void;
}

/** Where a kernel reads, in bytes: from `from` to `end`, one round at least, and then, unless that is 0, the round at `tail`. */
export interface Span {
  readonly from: Code;
  readonly end: Code;
  readonly tail: Code;
}

/** The body of one function while it is written: statements in order, locals as they are needed. */
export class Body {
  private readonly params: ValueType[] = [];
  private readonly locals: ValueType[] = [];
  private readonly code: number[] = [];

  /** The next parameter. All of them come before the first local. */
  param(type: ValueType): Code {
    this.params.push(type);
    return [0x20, ...unsigned(this.params.length - 1)];
  }

  /** A new local, set once: what `value` is worth here. */
  let(type: ValueType, value: Code): Code {
    const variable = this.variable(type, value);
    return variable.get;
  }

  variable(type: ValueType, value: Code): Variable {
    const index = unsigned(this.params.length + this.locals.length);
    this.locals.push(type);
    const set = (next: Code): void => this.emit([...next, 0x21, ...index]);
    set(value);
    return { get: [0x20, ...index], set };
  }

  emit(statement: Code): void {
    this.code.push(...statement);
  }

  /** `round` for at = from, from + step, from + 2·step … below `end`, once at least. */
  repeat(end: Code, step: number, round: (at: Code) => void, from: Code = i32(0)): void {
    const at = this.variable(I32, from);
    this.emit([0x03, 0x40]);
    round(at.get);
    at.set([...at.get, ...i32(step), 0x6a]);
    this.emit([...at.get, ...end, 0x49, 0x0d, 0, END]);
  }

  /** `yes` where a scalar condition is not 0, else `no`. */
  either(condition: Code, yes: () => void, no: () => void): void {
    this.emit([...condition, 0x04, 0x40]);
    yes();
    this.emit([0x05]);
    no();
    this.emit([END]);
  }

  /** Declares the next parameters of a kernel: from, end, tail. */
  span(): Span {
    return { from: this.param(I32), end: this.param(I32), tail: this.param(I32) };
  }

  /** `round` for each `step` bytes of a span, and how far its results are to lie behind them: `by`, but 0 for the tail. */
  over({ from, end, tail }: Span, step: number, round: (at: Code, by: Code) => void, by: Code = i32(0)): void {
    const at = this.variable(I32, from);
    const stop = this.variable(I32, end);
    const rest = this.variable(I32, tail);
    const distance = this.variable(I32, by);
    this.emit([0x03, 0x40, 0x03, 0x40]);
    round(at.get, distance.get);
    at.set([...at.get, ...i32(step), 0x6a]);
    this.emit([...at.get, ...stop.get, 0x49, 0x0d, 0, END]);
    // Once more for the tail, which is one round.
    at.set(rest.get);
    stop.set(rest.get);
    rest.set(i32(0));
    distance.set(i32(0));
    this.emit([...at.get, 0x0d, 0, END]);
  }

  /** Where the first round of a span begins that does not `pass`; 0 for none. */
  searched(span: Span, step: number, passes: (at: Code) => Code): Code {
    const found = this.variable(I32, i32(0));
    // A block to leave from within the two loops of `over`.
    this.emit([0x02, 0x40]);
    this.over(span, step, (at) => {
      found.set(at);
      this.emit([...passes(at), 0x45, 0x0d, 2]);
      found.set(i32(0));
    });
    this.emit([END]);
    return found.get;
  }

  /** The function, which returns `result`, if given. */
  func(name: string, result?: { readonly type: ValueType; readonly value: Code }): Func {
    const code = result ? [...this.code, ...result.value] : this.code;
    return { name, params: this.params, results: result ? [result.type] : [], locals: this.locals, code };
  }
}

export function i32(value: number): Code {
  return [0x41, ...signed(value)];
}
