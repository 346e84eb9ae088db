import type { SimulatedPhone } from '../simulator/simulated-phone';

const CLEAR = '\x1b[2J\x1b[H';
const SETTLE_MS = 30;

/** Draws a phone again after each of its changes: in place in a terminal, one below the other in a pipe. */
export class PhoneTerminal {
  private stopListening: (() => void) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private drawn = '';
  private said: string | null = null;

  constructor(
    private readonly phone: SimulatedPhone,
    private readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean },
  ) {}

  /** Draws the phone, and again when it changes; several changes at once are one drawing. */
  start(): void {
    this.say('Type help for what you can do.');
    this.stopListening = this.phone.onChange(() => {
      this.timer ??= setTimeout(() => this.draw(), SETTLE_MS);
    });
  }

  stop(): void {
    this.stopListening?.();
    if (this.timer !== null) clearTimeout(this.timer);
  }

  /** Says something below the phone instead of what was said before; null: nothing. */
  say(said: string | null): void {
    this.said = said;
    this.draw();
  }

  /** Draws the phone now. In a pipe a drawing that shows nothing new is left out. */
  private draw(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const drawing = this.said === null ? this.phone.render() : `${this.phone.render()}\n${this.said}`;
    if (this.output.isTTY === true) this.output.write(`${CLEAR}${drawing}\n> `);
    else if (drawing !== this.drawn) this.output.write(`${drawing}\n`);
    this.drawn = drawing;
  }
}
