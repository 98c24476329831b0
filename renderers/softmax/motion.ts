/** Frames that come within so many ms of each other are motion, and so long after the last one the picture is at rest. */
const BETWEEN = 300;
const REST = 600;

/** Tells a picture that frame after frame is drawn from one that stands still. */
export class Motion {
  #last = Number.NEGATIVE_INFINITY;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #moving = false;

  /** `turned` hears of the first frame of a motion, before it is drawn, and of the rest after it. */
  constructor(
    private readonly turned: (moving: boolean) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get moving(): boolean {
    return this.#moving;
  }

  /** A frame is about to be drawn. */
  frame(): void {
    const now = this.now();
    const isNext = now - this.#last < BETWEEN;
    this.#last = now;
    clearTimeout(this.#rest);
    if (!isNext && !this.#moving) return;
    if (!this.#moving) this.#turn(true);
    this.#rest = setTimeout(() => this.#turn(false), REST);
  }

  stop(): void {
    clearTimeout(this.#rest);
    this.#moving = false;
  }

  #turn(moving: boolean): void {
    this.#moving = moving;
    this.turned(moving);
  }
}
