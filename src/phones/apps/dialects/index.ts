import type { Screen } from '../screen';
import type { ScreensProfile } from '../screens-profile';
import type { Texts } from '../texts';
import { writeAastra } from './aastra';
import { writeCanvas } from './canvas';
import { writeCisco } from './cisco';
import { writeFanvil } from './fanvil';
import { writeIpp } from './ipp';
import { writePpxml } from './ppxml';
import type { ScreenDocument } from './screen-document';
import { writeSnom } from './snom';
import { writeXhtml } from './xhtml';

/**
 * Writes a screen in the dialect of a brand. A dialect decides nothing: it says what the screen says, and names its soft
 * keys in the screen's language.
 */
export function writeScreen(screen: Screen, profile: ScreensProfile, words: Texts): ScreenDocument {
  switch (profile.dialect) {
    case 'aastra':
      return writeAastra(screen, profile, words);
    case 'snom':
      return writeSnom(screen, profile, words);
    case 'canvas':
      return writeCanvas(screen, profile, words);
    case 'fanvil':
      return writeFanvil(screen, profile, words);
    case 'cisco':
      return writeCisco(screen, profile, words);
    case 'ipp':
      return writeIpp(screen, profile, words);
    case 'ppxml':
      return writePpxml(screen, profile, words);
    case 'xhtml':
      return writeXhtml(screen, profile, words);
  }
}
