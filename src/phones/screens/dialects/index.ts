import type { Screen } from '../screen';
import type { ScreensProfile } from '../screens-profile';
import type { Strings } from '../strings';
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
export function writeScreen(screen: Screen, profile: ScreensProfile, strings: Strings): ScreenDocument {
  switch (profile.dialect) {
    case 'aastra':
      return writeAastra(screen, profile, strings);
    case 'snom':
      return writeSnom(screen, profile, strings);
    case 'canvas':
      return writeCanvas(screen, profile, strings);
    case 'fanvil':
      return writeFanvil(screen, profile, strings);
    case 'cisco':
      return writeCisco(screen, profile, strings);
    case 'ipp':
      return writeIpp(screen, profile, strings);
    case 'ppxml':
      return writePpxml(screen, profile, strings);
    case 'xhtml':
      return writeXhtml(screen, profile, strings);
  }
}
