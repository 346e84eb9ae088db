import { get, type IncomingMessage } from 'node:http';
import type { AdminStore } from '../../src/admin/ports/store';
import type { AuditEntry } from '../../src/desk/ports/audit';
import { eventually } from '../test-app';
import { type AdminTestApp, KEY, openAdmin } from './support';

const PATH = '/api/v1/audit';
const LINES = 'application/x-ndjson';

jest.setTimeout(30_000);

let app: AdminTestApp;
let other: AdminTestApp | null = null;
beforeEach(async () => {
  app = await openAdmin();
});
afterEach(async () => {
  await other?.close();
  other = null;
  await app.close();
});

/** A second admin API on the same tables, with an export in several parts. */
async function openOther(
  part: (...asked: Parameters<AdminStore['auditFromStart']>) => ReturnType<AdminStore['auditFromStart']>,
): Promise<AdminTestApp> {
  other = await openAdmin({ change: ({ store }) => ({ store: { ...store, auditFromStart: part } }) });
  return other;
}

const add = (count: number, change: (number: number) => Partial<AuditEntry> = () => ({})): Promise<void> =>
  app.store.change(async (tx) => {
    for (let number = 0; number < count; number += 1) {
      const entry = {
        actor: 'system',
        action: 'test',
        mac: null,
        extension: null,
        address: null,
        details: {},
      };
      await tx.addAudit({ at: 1_700_000_000_000 + number, ...entry, ...change(number) });
    }
  });

describe('the audit as JSON lines', () => {
  const exported = async (query = ''): Promise<{ readonly action: string }[]> => {
    const response = await ask(app.port, query);
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe(LINES);
    const text = await read(response);
    expect(text === '' || text.endsWith('\n')).toBe(true);
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  };

  it('contains all entries, oldest first, in the same form as the list', async () => {
    await add(1_234, (number) => ({ action: `a${number}`, details: { text: 'two\nlines \u2028 "quoted"' } }));
    const lines = await exported();
    expect(lines.map(({ action }) => action)).toEqual(
      Array.from({ length: 1_234 }, (_, number) => `a${number}`),
    );
    expect(lines.slice(-2).reverse()).toEqual((await app.rest.get(`${PATH}?limit=2`)).body.items);
  });

  it('starts at the requested time, and contains only entries that match the filter', async () => {
    await add(20, (number) => ({ action: `a${number}`, extension: `100${number % 2}` }));
    const since = new Date(1_700_000_000_000 + 15).toISOString();
    const lines = await exported(`?since=${since}&extension=1001`);
    expect(lines.map(({ action }) => action)).toEqual(['a15', 'a17', 'a19']);
  });

  it('is empty without entries, and HEAD answers only the headers', async () => {
    expect(await exported('?action=nothing')).toEqual([]);
    const head = await app.rest.head(PATH).set('Accept', LINES).expect(200);
    expect(head.headers['content-type']).toBe(LINES);
  });

  it('is sent only for its media type: other requests get JSON', async () => {
    for (const accept of ['*/*', 'application/json', `application/json, ${LINES};q=0.5`]) {
      const { headers } = await app.rest.get(PATH).set('Accept', accept).expect(200);
      expect(headers['content-type']).toMatch(/^application\/json/);
    }
    const { body } = await app.rest.get(`${PATH}?since=never`).set('Accept', LINES).expect(400);
    expect(body.code).toBe('invalid-request');
  });

  it('waits for a client that reads slowly, and stops when the client disconnects', async () => {
    await add(6_000, () => ({ details: { text: 'x'.repeat(2_000) } }));
    let parts = 0;
    const slow = await openOther((filter, page) => {
      parts += 1;
      return app.store.auditFromStart(filter, page);
    });
    const response = await ask(slow.port);
    response.pause();
    const settled = async () => {
      const before = parts;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return parts > 0 && parts === before;
    };
    await eventually(settled);
    expect(parts).toBeLessThan(12);
    response.destroy();
    await eventually(settled);
    expect(parts).toBeLessThan(12);
    expect(slow.logged.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  it('breaks off, and logs the error, when the rest cannot be read', async () => {
    await add(1_000);
    let parts = 0;
    const broken = await openOther((filter, page) => {
      parts += 1;
      return parts > 1 ? Promise.reject(new Error('no')) : app.store.auditFromStart(filter, page);
    });
    await expect(read(await ask(broken.port))).rejects.toThrow('aborted');
    const warned = broken.logged.filter(({ level }) => level !== 'info').map(({ message }) => message);
    expect(warned).toEqual([expect.stringContaining('response.aborted')]);
  });
});

/** A request for the audit as JSON lines. */
function ask(port: number, query = ''): Promise<IncomingMessage> {
  const headers = { Authorization: `Bearer ${KEY}`, Accept: LINES };
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: `${PATH}${query}`, headers, agent: false }, resolve).on(
      'error',
      reject,
    );
  });
}

/** The whole answer. Errors: the answer broke off. */
async function read(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return text;
}
