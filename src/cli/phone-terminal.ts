import type { SimulatedPhone } from '../simulator/simulated-phone';

const CLEAR = '\x1b[2J\x1b[H';
const SETTLE_MS = 30;

/** Draws a phone after each change: in place in a terminal, one drawing below the other in a pipe. */
export class PhoneTerminal {
  private stopListening: (() => void) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private drawn = '';
  private message: string | null = null;

  constructor(
    private readonly phone: SimulatedPhone,
    private readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean },
  ) {}

  /** Draws the phone with a note now, and after each change. Changes within a short time make one drawing. */
  start(note: string | null = null): void {
    const help = 'Type help for a list of commands.';
    this.say(note === null ? help : `${note}\n${help}`);
    this.stopListening = this.phone.onChange(() => {
      this.timer ??= setTimeout(() => this.draw(), SETTLE_MS);
    });
  }

  stop(): void {
    this.stopListening?.();
    if (this.timer !== null) clearTimeout(this.timer);
  }

  /** Shows a message below the phone, in place of the previous one; null: none. */
  say(message: string | null): void {
    this.message = message;
    this.draw();
  }

  /** Draws the phone now. In a pipe, an unchanged drawing is skipped. */
  private draw(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const drawing = this.message === null ? this.phone.render() : `${this.phone.render()}\n${this.message}`;
    if (this.output.isTTY === true) this.output.write(`${CLEAR}${drawing}\n> `);
    else if (drawing !== this.drawn) this.output.write(`${drawing}\n`);
    this.drawn = drawing;
  }
}
