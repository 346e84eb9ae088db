import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { xmlBytes } from '../../provisioning/formats/xml';
import type { Screen } from '../screen';
import type { ScreensProfile } from '../screens-profile';

/** A screen as the document that a phone reads. */
export interface ScreenDocument {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** The finished document of a screen. Fails when it is longer than such a phone reads. */
export function screenDocument(
  { kind }: Screen,
  document: XMLBuilder,
  { maxBytes, contentType }: Pick<ScreensProfile, 'maxBytes' | 'contentType'>,
): ScreenDocument {
  const bytes = xmlBytes(document);
  if (bytes.length > maxBytes) {
    throw new Error(`a ${kind} of ${bytes.length} bytes is more than such a phone reads (${maxBytes})`);
  }
  return { bytes, contentType };
}
