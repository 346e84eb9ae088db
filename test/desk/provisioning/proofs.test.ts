import type { Session, Token } from '../../../src/desk/model';
import { addressAuthorises, tokenAuthorises } from '../../../src/desk/provisioning/proofs';
import {
  freshPageToken,
  lastingPageToken,
  newLink,
  newSessionNonce,
  pageTokenAfter,
  sessionTokenOf,
} from '../../../src/desk/provisioning/tokens';
import { DEFAULT_DESK_SETTINGS } from '../../../src/desk/settings';
import type { Mac } from '../../../src/lib/mac';
import { session as sampleSession } from '../../admin/samples';

const MAC = '005058000001' as Mac;
const OTHER_MAC = '005058000002' as Mac;
/** The address of the login, another one inside, and one outside. */
const HERE = '10.0.0.5';
const THERE = '10.0.0.6';
const OUTSIDE = '203.0.113.5';
const KEY = { tokenKey: Buffer.alloc(32, 7) };
const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

const newSessionToken = () => sessionTokenOf(KEY, { tokenNonce: newSessionNonce(), mac: MAC });

/** The token of the session, that of an earlier session at the phone, and what else the phone or others may have. */
const OWN = newSessionToken();
const EARLIER = newSessionToken();
const PAGE = lastingPageToken(KEY, MAC, HERE);
const LINK = newLink(MAC);

const TOKENS = {
  'its own token': OWN,
  'the page token of the login': PAGE,
  'the page token after that': pageTokenAfter(KEY, PAGE.id, MAC, HERE),
  'another page token': freshPageToken(KEY, MAC),
  'the page token of another address': lastingPageToken(KEY, MAC, THERE),
  'the page token of another phone': lastingPageToken(KEY, OTHER_MAC, HERE),
  'the token of an earlier session': EARLIER,
  'the page token after that of an earlier session': pageTokenAfter(KEY, EARLIER.id, MAC, HERE),
  'the page token after that, of another address': pageTokenAfter(KEY, EARLIER.id, MAC, THERE),
  'the link of the phone': LINK,
  'the link of another phone': newLink(OTHER_MAC),
} as const satisfies Readonly<Record<string, Token>>;

type TokenName = keyof typeof TOKENS;

const session = (change: Partial<Session>): Session =>
  sampleSession(1, {
    mac: MAC,
    tokenId: OWN.id,
    loginTokenId: PAGE.id,
    loginAddress: HERE,
    phoneAddress: HERE,
    requestedAt: NOW,
    ...change,
  });

/** The states of a session, by how it was logged in. */
const UNVERIFIED = {
  'by a page': session({}),
  'by the token of an earlier session': session({ loginTokenId: EARLIER.id }),
  'by a link': session({ loginTokenId: LINK.id }),
  'at an address that a caller vouched for': session({ loginTokenId: null }),
  'by the link of a phone that was never seen': session({ loginTokenId: LINK.id, loginAddress: null }),
} as const satisfies Readonly<Record<string, Session>>;

/** What else than its own token acts for an unverified session, from the address of the login. */
const BOOT_TOKENS: Readonly<Record<keyof typeof UNVERIFIED, readonly TokenName[]>> = {
  'by a page': ['the page token of the login', 'the page token after that', 'the link of the phone'],
  'by the token of an earlier session': [
    'the token of an earlier session',
    'the page token after that of an earlier session',
    'the link of the phone',
  ],
  'by a link': ['the link of the phone'],
  'at an address that a caller vouched for': [
    'the page token of the login',
    'the page token after that',
    'another page token',
    'the page token of another address',
    'the token of an earlier session',
    'the page token after that of an earlier session',
    'the page token after that, of another address',
    'the link of the phone',
  ],
  'by the link of a phone that was never seen': ['the link of the phone'],
};

const LOGINS = Object.keys(UNVERIFIED) as (keyof typeof UNVERIFIED)[];
const NAMES = Object.keys(TOKENS) as TokenName[];

/** The tokens that act for a session from this address. */
const authorised = (of: Session, address: string): TokenName[] =>
  NAMES.filter((name) => tokenAuthorises(KEY, of, TOKENS[name], address));

describe.each(LOGINS)('of a session that was begun %s,', (login) => {
  const unverified = UNVERIFIED[login];

  test('until it is verified, these tokens act for it from the address of the login', () => {
    expect(authorised(unverified, HERE)).toEqual(['its own token', ...BOOT_TOKENS[login]]);
  });

  test.each([THERE, OUTSIDE])('from %s only its own does, unless the phone was never seen', (address) => {
    const boots = unverified.loginAddress === null ? BOOT_TOKENS[login] : [];
    expect(authorised(unverified, address)).toEqual(['its own token', ...boots]);
  });

  test.each([
    ['verified', { state: 'verified', verifiedAt: NOW }],
    ['verified, and its registration is lost', { state: 'provisioned', verifiedAt: NOW, contactLostAt: NOW }],
  ] as const)('once it was %s, only its own does, from anywhere', (_, change) => {
    const verified = { ...unverified, ...change };
    for (const address of [HERE, THERE, OUTSIDE])
      expect(authorised(verified, address)).toEqual(['its own token']);
  });
});

/** What Asterisk knows of the contact of a session. */
const held = { state: 'verified', verifiedAt: NOW - 60 * MINUTE, contactAddress: HERE } as const;
const lost = (ago: number) => ({ ...held, state: 'provisioned', contactLostAt: NOW - ago }) as const;

describe('an address is a proof', () => {
  const authorises = ({
    change = {},
    address = HERE,
    settings = {},
    neighbour = null,
  }: AddressCase): Promise<boolean> =>
    addressAuthorises(
      { clock: () => NOW, neighbours: { macOf: async (asked) => (asked === address ? neighbour : null) } },
      session(change),
      address,
      { ...DEFAULT_DESK_SETTINGS, ...settings },
    );

  interface AddressCase {
    readonly change?: Partial<Session>;
    readonly address?: string;
    readonly settings?: { readonly requireToken?: boolean; readonly internalNetworks?: string[] };
    readonly neighbour?: Mac | null;
  }

  const STATES: readonly (readonly [string, Partial<Session>])[] = [
    ['is not verified', {}],
    ['is not verified, by a login that a caller vouched for', { loginTokenId: null }],
    ['is registered', held],
    ['was registered until just now', lost(0)],
    ['was registered until 29 minutes ago', lost(29 * MINUTE)],
  ];

  test.each(STATES)('of a session that %s', async (_, change) => {
    expect(await authorises({ change })).toBe(true);
    expect(await authorises({ change, neighbour: MAC })).toBe(true);
  });

  test.each(STATES)(
    'of no other phone, nor with a token demanded, nor outside, of one that %s',
    async (_, change) => {
      expect(await authorises({ change, address: THERE })).toBe(false);
      expect(await authorises({ change, neighbour: OTHER_MAC })).toBe(false);
      expect(await authorises({ change, settings: { requireToken: true } })).toBe(false);
      expect(await authorises({ change, settings: { internalNetworks: [] } })).toBe(false);
      expect(await authorises({ change, settings: { internalNetworks: ['192.168.0.0/16'] } })).toBe(false);
    },
  );

  test.each([
    ['half an hour without a contact', lost(30 * MINUTE)],
    ['a day without a contact', lost(1440 * MINUTE)],
    ['the clock having been set back by more than that', lost(-31 * MINUTE)],
    ['a verification and no contact', { ...held, contactAddress: null }],
    ['its phone having moved', { ...held, contactAddress: THERE }],
  ] as readonly (readonly [string, Partial<Session>])[])('no longer after %s', async (_, change) => {
    expect(await authorises({ change })).toBe(false);
    expect(await authorises({ change, neighbour: MAC })).toBe(false);
  });

  test('of the phone that moved, where its contact is now, wherever the login came from', async () => {
    const change = { ...held, loginAddress: OUTSIDE, contactAddress: THERE };
    expect(await authorises({ change, address: THERE })).toBe(true);
    expect(await authorises({ change: { ...change, contactAddress: OUTSIDE }, address: OUTSIDE })).toBe(
      false,
    );
  });

  test('of no phone that was never seen', async () => {
    expect(await authorises({ change: { loginAddress: null, loginTokenId: LINK.id } })).toBe(false);
  });
});
