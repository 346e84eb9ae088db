import type { SimulatedPhone } from './simulated-phone';

/** How often to check besides every change of the phone: a condition may also depend on other things. */
const CHECK_INTERVAL_MS = 25;

/**
 * Waits until a condition on a phone is met.
 * @throws Error with the rendered phone after that many milliseconds.
 */
export function waitUntil(
  phone: SimulatedPhone,
  condition: (phone: SimulatedPhone) => boolean,
  milliseconds: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearInterval(interval);
      clearTimeout(limit);
      stopListening();
      settle();
    };
    const check = () => {
      try {
        if (condition(phone)) end(resolve);
      } catch (error) {
        end(() => reject(error));
      }
    };
    const giveUp = () =>
      reject(new Error(`not within ${milliseconds} ms; the phone shows\n${phone.render()}`));
    const interval = setInterval(check, CHECK_INTERVAL_MS);
    const limit = setTimeout(() => end(giveUp), milliseconds);
    const stopListening = phone.onChange(check);
    check();
  });
}
