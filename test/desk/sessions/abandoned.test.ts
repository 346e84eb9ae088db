import { pino } from 'pino';
import { BRANDS } from '../../../phoneapps';
import type { Session } from '../../../src/desk/model';
import { abandonedSessionAt } from '../../../src/desk/sessions/abandoned';
import { createBrandRegistry } from '../../../src/phones/brands/registry';
import { phone as samplePhone, session as sampleSession } from '../../admin/samples';
import { createRecordingAsterisk } from '../../support/recording-asterisk';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const PHONE = { ...samplePhone(1), brand: 'sangoma' };

const lost = (milliseconds: number): Partial<Session> => ({
  verifiedAt: NOW - 60 * MINUTE,
  contactLostAt: NOW - milliseconds,
});

async function isAbandoned(change: Partial<Session>): Promise<boolean> {
  const session = sampleSession(1, change);
  const found = await abandonedSessionAt(
    {
      store: { activeSessionAt: async () => session, phone: async () => PHONE } as never,
      asterisk: createRecordingAsterisk().asterisk,
      brands: createBrandRegistry(BRANDS),
      clock: () => NOW,
      log: pino({ level: 'silent' }),
    },
    session.mac,
  );
  return found === session;
}

test.each([
  ['that is registered', { verifiedAt: NOW, contactLostAt: null }, false],
  ['without a contact since 4 minutes', lost(4 * MINUTE), false],
  ['without a contact since 5 minutes', lost(5 * MINUTE), true],
  ['that lost its contact in the future: the clock was set back', lost(-6 * MINUTE), true],
] as readonly (readonly [string, Partial<Session>, boolean])[])(
  'whether a session %s is abandoned: %j %s',
  async (_, change, expected) => {
    expect(await isAbandoned(change)).toBe(expected);
  },
);
