import type { ScreensProfile } from '../screens/screens-profile';
import type { Brand, Model } from './brand';

/** How this model shows screens: as its brand does, on a display of its own where it has one. Null: not at all. */
export function screensOf({ screens }: Brand, { canvas }: Model): ScreensProfile | null {
  return screens?.dialect === 'canvas' && canvas ? { ...screens, canvas } : screens;
}
