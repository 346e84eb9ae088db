import { errorText } from '../../lib/errors';
import { settledWithin } from '../../lib/settled-within';
import type { DeskDeps } from '../deps';
import type { SipAccount } from '../model';
import type { EndpointState } from '../ports/asterisk';
import { createRefusal, type Refusal } from '../refusals';

/** How long a login waits for Asterisk. Without an answer it goes on, as while Asterisk is away. */
const ANSWER_MS = 2_000;

/** Refuses an account that cannot register, because Asterisk does not have its technology; null: it can. */
export async function refuseUnavailableTechnology(
  { asterisk, log }: Pick<DeskDeps, 'asterisk' | 'log'>,
  { endpoint, technology }: SipAccount,
): Promise<Refusal | null> {
  const known: { state: EndpointState | null } = { state: null };
  const question = asterisk.endpointState({ endpoint, technology }).then(
    (state) => {
      known.state = state;
    },
    (error: unknown) =>
      log.debug(
        { event: 'login.technology-unknown', endpoint, technology, error: errorText(error) },
        'cannot ask Asterisk for the technology of an account; the login goes on',
      ),
  );
  await settledWithin(question, ANSWER_MS);
  if (known.state === 'absent')
    log.warn(
      { event: 'login.endpoint-missing', endpoint, technology, remedy: 'run "Apply Config" in FreePBX' },
      'Asterisk does not have the SIP account of an extension yet; its phone cannot register',
    );
  if (known.state !== 'no-technology') return null;
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
