import type { Screen } from '../screen';
import type { ScreensProfile } from '../screens-profile';
import { writeAastra } from './aastra';
import { writeCanvas } from './canvas';
import { writeCisco } from './cisco';
import { writeFanvil } from './fanvil';
import { writeSnom } from './snom';
import { writeXhtml } from './xhtml';

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
    case 'snom':
      return writeSnom(screen, profile);
    case 'canvas':
      return writeCanvas(screen, profile);
    case 'fanvil':
      return writeFanvil(screen, profile);
    case 'cisco':
      return writeCisco(screen, profile);
    case 'xhtml':
      return writeXhtml(screen, profile);
  }
}
