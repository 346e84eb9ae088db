import type { Phone, Session } from '../../../src/desk/model';
import {
  findToken,
  freshPageToken,
  isTokenText,
  lastingPageToken,
  newLink,
  newSessionNonce,
  pageTokenAfter,
  sessionTokenOf,
  tokenIdOf,
} from '../../../src/desk/provisioning/tokens';
import type { Mac } from '../../../src/lib/mac';

const MAC = '005058000001' as Mac;
const OTHER_MAC = '005058000002' as Mac;
const HERE = '127.0.0.5';
const THERE = '127.0.0.6';
const KEY = { tokenKey: Buffer.alloc(32, 7) };
const OTHER_KEY = { tokenKey: Buffer.alloc(32, 8) };

/** Tables with one session and one phone that has a link. */
function tablesWith(
  session: { mac: Mac; tokenId: string } | null,
  phone: { mac: Mac; linkTokenId: string } | null,
) {
  const asked: string[] = [];
  return {
    ...KEY,
    asked,
    store: {
      async sessionOfToken(id: string) {
        asked.push(id);
        return session?.tokenId === id ? (session as Session) : null;
      },
      async phoneOfLink(id: string) {
        asked.push(id);
        return phone?.linkTokenId === id ? (phone as Phone) : null;
      },
    },
  } as unknown as Parameters<typeof findToken>[0] & { readonly asked: readonly string[] };
}

const EMPTY = tablesWith(null, null);

/** This text with another character at each place, one at a time. */
function alterations(text: string): string[] {
  return [...text].map((character, place) => {
    const other = character === 'A' ? 'B' : 'A';
    return text.slice(0, place) + other + text.slice(place + 1);
  });
}

describe('a page token', () => {
  test('is recognised by its signature alone, without the tables', async () => {
    for (const token of [
      freshPageToken(KEY, MAC),
      lastingPageToken(KEY, MAC, HERE),
      pageTokenAfter(KEY, tokenIdOf('x'), MAC, HERE),
    ]) {
      expect(token.text).toMatch(/^[\w-]{32}$/);
      expect(await findToken(EMPTY, token.text)).toEqual(token);
      expect(token).toMatchObject({ kind: 'page', mac: MAC, id: tokenIdOf(token.text) });
    }
    expect(EMPTY.asked).toEqual([]);
  });

  test('is refused when one character was altered', async () => {
    for (const token of [freshPageToken(KEY, MAC), lastingPageToken(KEY, MAC, HERE)])
      for (const altered of alterations(token.text)) expect(await findToken(EMPTY, altered)).toBeNull();
  });

  test('is refused with the MAC of another phone, whose own token it does not become', async () => {
    const { text } = lastingPageToken(KEY, MAC, HERE);
    const bytes = Buffer.from(text, 'base64url');
    Buffer.from(OTHER_MAC, 'hex').copy(bytes);
    expect(await findToken(EMPTY, bytes.toString('base64url'))).toBeNull();
  });

  test('is refused with the signature of another key', async () => {
    for (const token of [freshPageToken(OTHER_KEY, MAC), lastingPageToken(OTHER_KEY, MAC, HERE)])
      expect(await findToken(EMPTY, token.text)).toBeNull();
  });

  test('is refused when it is too short or too long, and so is any other text', async () => {
    const { text } = freshPageToken(KEY, MAC);
    for (const other of [
      '',
      text.slice(1),
      `${text}A`,
      `${text}=`,
      ` ${text}`,
      `${text}\n`,
      'A'.repeat(32),
      '🙂'.repeat(8),
    ])
      expect(await findToken(EMPTY, other)).toBeNull();
  });

  test('that lasts is the same at each fetch from an address, and differs by address, phone and key', () => {
    const lasting = lastingPageToken(KEY, MAC, HERE);
    expect(lastingPageToken(KEY, MAC, HERE)).toEqual(lasting);
    const others = [
      lastingPageToken(KEY, MAC, THERE),
      lastingPageToken(KEY, OTHER_MAC, HERE),
      lastingPageToken(OTHER_KEY, MAC, HERE),
    ];
    expect(new Set([lasting, ...others].map(({ text }) => text)).size).toBe(4);
  });

  test('that is fresh is never the same', () => {
    const texts = Array.from({ length: 100 }, () => freshPageToken(KEY, MAC).text);
    expect(new Set(texts).size).toBe(100);
  });

  test('in place of the token of an ended session is the same at each fetch, and differs by token and address', () => {
    const ended = tokenIdOf('the token of an ended session');
    const after = pageTokenAfter(KEY, ended, MAC, HERE);
    expect(pageTokenAfter(KEY, ended, MAC, HERE)).toEqual(after);
    const others = [
      pageTokenAfter(KEY, tokenIdOf('another'), MAC, HERE),
      pageTokenAfter(KEY, ended, MAC, THERE),
      pageTokenAfter(KEY, ended, OTHER_MAC, HERE),
      lastingPageToken(KEY, MAC, HERE),
    ];
    expect(new Set([after, ...others].map(({ text }) => text)).size).toBe(5);
  });
});

describe('a session token', () => {
  test('is made from the nonce of its session and our key, and found by its id', async () => {
    const tokenNonce = newSessionNonce();
    const token = sessionTokenOf(KEY, { tokenNonce, mac: MAC });
    expect(token.text).toMatch(/^[\w-]{22}$/);
    expect(token.text).not.toContain(tokenNonce);
    expect(sessionTokenOf(KEY, { tokenNonce, mac: MAC })).toEqual(token);
    expect(await findToken(tablesWith({ mac: MAC, tokenId: token.id }, null), token.text)).toEqual(token);
  });

  test('differs by session and by key', () => {
    const nonces = Array.from({ length: 100 }, newSessionNonce);
    const texts = nonces.map((tokenNonce) => sessionTokenOf(KEY, { tokenNonce, mac: MAC }).text);
    const [tokenNonce = ''] = nonces;
    texts.push(sessionTokenOf(OTHER_KEY, { tokenNonce, mac: MAC }).text);
    expect(new Set(texts).size).toBe(101);
  });

  test('is refused when one character was altered, or when no session has it', async () => {
    const token = sessionTokenOf(KEY, { tokenNonce: newSessionNonce(), mac: MAC });
    const tables = tablesWith({ mac: MAC, tokenId: token.id }, null);
    for (const altered of alterations(token.text)) expect(await findToken(tables, altered)).toBeNull();
    expect(await findToken(EMPTY, token.text)).toBeNull();
  });
});

describe('a link', () => {
  test('is found by its id, never the same, and refused when one character was altered', async () => {
    const link = newLink(MAC);
    expect(link.text).toMatch(/^[\w-]{22}$/);
    const tables = tablesWith(null, { mac: MAC, linkTokenId: link.id });
    expect(await findToken(tables, link.text)).toEqual(link);
    for (const altered of alterations(link.text)) expect(await findToken(tables, altered)).toBeNull();
    expect(newLink(MAC).text).not.toBe(link.text);
  });
});

test('every token is recognised as one, so that it is not logged', () => {
  const session = sessionTokenOf(KEY, { tokenNonce: newSessionNonce(), mac: MAC });
  for (const { text } of [freshPageToken(KEY, MAC), newLink(MAC), session])
    expect(isTokenText(text)).toBe(true);
  for (const text of ['', 'cfg005058000001.xml', 'A'.repeat(23)]) expect(isTokenText(text)).toBe(false);
});
