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
 * Writes a screen in a brand's dialect. A dialect only presents: content and flow come from the screen, labels of soft
 * keys from `strings`.
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
