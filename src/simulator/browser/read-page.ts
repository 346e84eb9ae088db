import type { ScreensProfile } from '../../phones/screens/screens-profile';
import { readAastraPage } from './aastra-reader';
import { readCanvasPage } from './canvas-reader';
import { readCiscoPage } from './cisco-reader';
import type { DisplayedScreen } from './displayed-screen';
import { readFanvilPage } from './fanvil-reader';
import { readIppPage } from './ipp-reader';
import { readPpxmlPage } from './ppxml-reader';
import { readSnomPage } from './snom-reader';
import { readXhtmlPage } from './xhtml-reader';

/**
 * Reads a page in the dialect of its profile.
 * @throws PageRefused when the phone would show an error instead.
 */
export function readPage(bytes: Uint8Array, profile: ScreensProfile): DisplayedScreen {
  switch (profile.dialect) {
    case 'aastra':
      return readAastraPage(bytes, profile);
    case 'snom':
      return readSnomPage(bytes, profile);
    case 'canvas':
      return readCanvasPage(bytes, profile);
    case 'fanvil':
      return readFanvilPage(bytes, profile);
    case 'cisco':
      return readCiscoPage(bytes, profile);
    case 'ipp':
      return readIppPage(bytes, profile);
    case 'ppxml':
      return readPpxmlPage(bytes, profile);
    case 'xhtml':
      return readXhtmlPage(bytes, profile);
  }
}
