import { errorText } from '../../lib/errors';
import { settledWithin } from '../../lib/settled-within';
import type { DeskDeps } from '../deps';
import type { SipAccount } from '../model';
import { createRefusal, type Refusal } from '../refusals';

/** How long a login waits for Asterisk. Without an answer it goes on, as while Asterisk is away. */
const ANSWER_MS = 2_000;

/** Refuses an account that cannot register, because Asterisk does not have its technology; null: it can. */
export async function refuseUnavailableTechnology(
  { asterisk, log }: Pick<DeskDeps, 'asterisk' | 'log'>,
  { endpoint, technology }: SipAccount,
): Promise<Refusal | null> {
  let isMissing = false;
  const question = asterisk.endpointState({ endpoint, technology }).then(
    (state) => {
      isMissing = state === 'no-technology';
    },
    (error: unknown) =>
      log.debug(
        { event: 'login.technology-unknown', endpoint, technology, error: errorText(error) },
        'cannot ask Asterisk for the technology of an account; the login goes on',
      ),
  );
  await settledWithin(question, ANSWER_MS);
  if (!isMissing) return null;
  const remedy =
    technology === 'sip'
      ? 'convert the extension to PJSIP in FreePBX: Asterisk 21 and later have no chan_sip'
      : 'load the PJSIP modules in Asterisk, or set the SIP channel driver of FreePBX to match';
  log.warn(
    { event: 'login.technology-missing', endpoint, technology, remedy },
    'Asterisk does not have the technology of an account',
  );
  return createRefusal('technology-not-available');
}
