import type { SimulatedPhone } from './simulated-phone';

/** How often the condition is looked at besides every change of the phone: it may speak of other things, too. */
const LOOK_EVERY_MS = 25;

/**
 * Waits until a condition about a phone holds.
 * @throws after that many milliseconds, with what the phone shows.
 */
export function waitUntil(
  phone: SimulatedPhone,
  holds: (phone: SimulatedPhone) => boolean,
  milliseconds: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearInterval(interval);
      clearTimeout(limit);
      stopListening();
      settle();
    };
    const look = () => {
      try {
        if (holds(phone)) end(resolve);
      } catch (error) {
        end(() => reject(error));
      }
    };
    const giveUp = () =>
      reject(new Error(`not within ${milliseconds} ms; the phone shows\n${phone.render()}`));
    const interval = setInterval(look, LOOK_EVERY_MS);
    const limit = setTimeout(() => end(giveUp), milliseconds);
    const stopListening = phone.onChange(look);
    look();
  });
}
