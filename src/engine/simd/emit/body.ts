import { type Code, END, type Func, I32, signed, unsigned, type ValueType } from "./binary.ts";

/** A local that changes. */
export interface Variable {
  readonly get: Code;
  set(value: Code): void;
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

  /** `round` for at = 0, step, 2·step … below `end`, once at least. */
  repeat(end: Code, step: number, round: (at: Code) => void): void {
    const at = this.variable(I32, i32(0));
    this.emit([0x03, 0x40]);
    round(at.get);
    at.set([...at.get, ...i32(step), 0x6a]);
    this.emit([...at.get, ...end, 0x49, 0x0d, 0, END]);
  }

  /** The first of at = 0, step, 2·step … whose round does not `pass`, else `end`. */
  searched(end: Code, step: number, passes: (at: Code) => Code): Code {
    const at = this.variable(I32, i32(0));
    // A block to leave by the first branch, around a loop to repeat by the second.
    this.emit([0x02, 0x40, 0x03, 0x40]);
    this.emit([...passes(at.get), 0x45, 0x0d, 1]);
    at.set([...at.get, ...i32(step), 0x6a]);
    this.emit([...at.get, ...end, 0x49, 0x0d, 0, END, END]);
    return at.get;
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
