import { element, prefersStillness, setAttributes, setText } from "../dom.ts";
import { say } from "../words.ts";
import { type Course, playOn, stepOn } from "./playhead.ts";

/** A play button that moves a value along its course. For readers who want little motion each press is one step. */
export class Player {
  readonly button = element("button", { type: "button", class: "snb-play" });
  readonly #course: () => Course;
  readonly #value: () => number;
  readonly #move: (value: number) => void;
  #playing = false;
  #request = 0;

  constructor(course: () => Course, value: () => number, move: (value: number) => void) {
    this.#course = course;
    this.#value = value;
    this.#move = move;
    this.button.addEventListener("click", () => this.#press());
    this.#label();
  }

  get playing(): boolean {
    return this.#playing;
  }

  stop(): void {
    cancelAnimationFrame(this.#request);
    this.#playing = false;
    this.#label();
  }

  #press(): void {
    if (this.#playing) this.stop();
    else if (prefersStillness()) this.#move(stepOn(this.#course(), this.#value()));
    else this.#start();
  }

  #start(): void {
    const course = this.#course();
    if (playOn(course, this.#value(), 0).done) this.#move(course.min);
    this.#playing = true;
    this.#label();
    let last = performance.now();
    const tick = (now: number): void => {
      const { value, rest, done } = playOn(this.#course(), this.#value(), now - last);
      last = now - rest;
      if (value !== this.#value()) this.#move(value);
      if (done) this.stop();
      else this.#request = requestAnimationFrame(tick);
    };
    this.#request = requestAnimationFrame(tick);
  }

  #label(): void {
    const label = this.#playing ? say("Pause") : prefersStillness() ? say("Step") : say("Play");
    setText(this.button, this.#playing ? "❚❚" : "▶");
    setAttributes(this.button, { "aria-label": label, title: label });
  }
}
