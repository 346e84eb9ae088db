import { SAMPLE_EXTENSIONS } from '../../sql/freepbx/sample';
import { SAMPLE_PASSWORDS } from './sample-desk';
import { VIRTUAL_PHONES } from './virtual-phones';

/** What somebody who tries the demo must know: who can log in, with what, and where. */
export const SAMPLE_FACTS = {
  extensions: SAMPLE_EXTENSIONS.map(({ number, name, pin }) => ({ number, name, pin })),
  ...SAMPLE_PASSWORDS,
  phones: VIRTUAL_PHONES.map(({ name, brand, model, mac }) => ({ name, brand, model, mac })),
};
