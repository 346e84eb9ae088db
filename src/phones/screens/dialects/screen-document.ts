import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { xmlBytes } from '../../provisioning/formats/xml';
import type { Screen } from '../screen';
import type { ScreensProfile } from '../screens-profile';

/** A screen as a document for a phone. */
export interface ScreenDocument {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** The finished document. @throws when it is longer than the phone can read. */
export function screenDocument(
  { kind }: Screen,
  document: XMLBuilder,
  { maxBytes, contentType }: Pick<ScreensProfile, 'maxBytes' | 'contentType'>,
): ScreenDocument {
  const bytes = xmlBytes(document);
  if (bytes.length > maxBytes) {
    throw new Error(`a ${kind} has ${bytes.length} bytes, but this phone reads only ${maxBytes}`);
  }
  return { bytes, contentType };
}
