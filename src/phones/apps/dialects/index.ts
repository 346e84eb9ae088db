import type { Screen } from '../screen';
import type { ScreensProfile } from '../screens-profile';
import { writeAastra } from './aastra';

/** A screen as the document that a phone reads. */
export interface ScreenDocument {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** Writes a screen in the dialect of a brand. A dialect decides nothing: it says what the screen says. */
export function writeScreen(screen: Screen, profile: ScreensProfile): ScreenDocument {
  switch (profile.dialect) {
    case 'aastra':
      return writeAastra(screen, profile);
  }
}
