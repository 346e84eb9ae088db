import type { Brand, Model } from '../brands/brand';
import type { ScreensProfile } from './screens-profile';

/** How this model shows screens: as its brand does, on a display of its own where it has one. Null: not at all. */
export function screensOf({ screens }: Brand, { canvas }: Model): ScreensProfile | null {
  return screens?.dialect === 'canvas' && canvas ? { ...screens, canvas } : screens;
}
