import type { Knex } from 'knex';
import { reserveAttempt } from '../../../src/desk/passwords/attempts';
import { freshPageToken } from '../../../src/desk/provisioning/tokens';
import { DEFAULT_DESK_SETTINGS } from '../../../src/desk/settings';
import { type Mac, parseMac } from '../../../src/lib/mac';
import { createDeskStore } from '../../../src/store/desk-store';
import { openTestDatabase } from '../../support/test-database';

const MAC = parseMac('005058000001') as Mac;
const TOKEN_KEY = Buffer.alloc(32, 7);
const LAN = '2001:db8:0:1';

let db: Knex;
beforeEach(async () => {
  db = await openTestDatabase();
});
afterEach(() => db.destroy());

async function isAllowed(address: string, extension: number, internalNetworks: string[]): Promise<boolean> {
  const deps = {
    store: createDeskStore(db),
    clock: () => Date.UTC(2026, 0, 1),
    tokenKey: TOKEN_KEY,
    neighbours: { macOf: async () => null },
    extensionCount: async () => 300,
  };
  const settings = { ...DEFAULT_DESK_SETTINGS, internalNetworks };
  const token = freshPageToken({ tokenKey: TOKEN_KEY }, MAC);
  const source = { extension: String(extension), mac: MAC, address, token };
  return (await reserveAttempt(deps, settings, source)).allowed;
}

test.each([
  ['inside, an IPv6 /64 is a LAN: a machine that guesses holds up no phone beside it', [`${LAN}::/64`], true],
  ['outside, it is one customer', ['192.0.2.0/24'], false],
])('%s', async (_title, internalNetworks, isPhoneServed) => {
  let extension = 1000;
  while (await isAllowed(`${LAN}::bad`, extension, internalNetworks)) extension += 1;
  expect(await isAllowed(`${LAN}::7`, 2000, internalNetworks)).toBe(isPhoneServed);
});
