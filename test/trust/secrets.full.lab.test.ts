import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BRANDS } from '../../phoneapps';
import { labPbxRows, labVoicemailConf } from '../../sql/freepbx/lab-pbx';
import { createSimulatedPhone } from '../../src/simulator/phone';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { profileOf } from '../device-profiles';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { labels, logOutAt, sessionOf, typeLogin } from '../walks/support';
import { buildService, type ChildService, startChildService } from './child-service';

/** Long ones, so that none of them is in a log by chance. */
const PIN_OF_ALICE = '48151623421';
const PIN_OF_DESK = '48151623422';
const TYPED = {
  wrongPin: '90210902109',
  wrongPassword: 'typed-by-mistake-1',
  userPassword: 'password-of-the-users-1',
  adminPassword: 'password-of-the-admins-1',
  phonePassword: 'password-of-the-phones-1',
  amiSecret: 'wrong-secret-of-the-ami-1',
  inBrokenJson: 'password-in-broken-json-1',
  wrongKey: 'hd_wrong-key-of-somebody-1',
  webhookPath: 'path-of-the-webhook-1',
};

let app: LabApp;
let folder: string;
let service: ChildService;
let key = '';
const phones: SimulatedPhone[] = [];
/** Everything that the service writes or answers, by place. */
const outputs = new Map<string, string>();
/** Tokens of phones and links. */
const tokens = new Set<string>();

const firstKeyFile = () => path.join(folder, 'data', 'first.key');

beforeAll(async () => {
  buildService();
  app = await openLabApp({ ownServers: true });
  await app.service.stop();
  folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-secrets-'));
  const voicemail = labVoicemailConf().replace('1001=4711,', `1001=${PIN_OF_ALICE},`);
  writeFileSync(
    path.join(app.asterisk.etcDir, 'voicemail.conf'),
    voicemail.replace('1004=9004,', `1004=${PIN_OF_DESK},`),
  );
  // Its secret is its own, in its data folder.
  await app.db('hotdesk_settings').where({ name: '_secretCheck' }).delete();
  service = await startChildService(folder, { HOTDESK_DATABASE_URL: app.mariadb.url('asterisk') });
  key = readFileSync(firstKeyFile(), 'utf8').trim();
}, 180_000);

afterAll(async () => {
  for (const phone of phones) await phone.powerOff();
  await service?.stop();
  await app?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test('writes the admin key of the first start into a file of its own, and says where', () => {
  expect(key).toMatch(/^hd_[\w-]{32}$/);
  expect(statSync(firstKeyFile()).mode & 0o777).toBe(0o600);
  const lines = [...service.stderr, ...service.stdout].join('\n');
  expect(lines).toContain(firstKeyFile());
  expect(lines).not.toContain(key);
});

test('runs logins, refusals, a move, logouts and REST calls', async () => {
  await rest('PATCH', '/api/v1/settings', {
    userPassword: TYPED.userPassword,
    adminPassword: TYPED.adminPassword,
    webhookUrl: `http://127.0.0.1:9/${TYPED.webhookPath}`,
  });
  const settings = { phoneAdminPassword: TYPED.phonePassword };
  for (const brand of ['sangoma', 'yealink']) {
    await rest('POST', '/api/v1/templates', { brand, name: 'of all', isDefault: true, settings });
  }
  void listenToEvents();
  const first = await plugIn('sangoma', 's500', '005058000801', testAddress(22, 11));
  const second = await plugIn('yealink', 't46s', '805ec0000802', testAddress(22, 12));
  for (const password of [TYPED.wrongPin, '0000']) {
    await typeLogin(first, '1001', password);
    first.exit();
  }
  await logIn(first, '1001', PIN_OF_ALICE);
  await logIn(second, '1001', PIN_OF_ALICE);
  await eventually(() => first.registered().length === 0, 20_000);
  await logIn(first, '1004', PIN_OF_DESK);
  await logOutAt(second);
  await eventually(() => labels(second).join() === 'Login Int,Login Extl', 20_000);
  await rest('PATCH', '/api/v1/settings', { passwordInput: 'text' });
  await typeLogin(second, '1003', TYPED.wrongPassword);
  second.exit();
  await logIn(second, '1003', TYPED.userPassword);
  await openLogin(second, 'Login as other');
  second.fill({ extension: '1005', password: TYPED.adminPassword });
  await second.submit();
  await eventually(() => second.registered().includes('1005'), 20_000);
  await eventually(async () => (await sessionOf(app, '1005'))?.state === 'verified', 20_000);
  await rest('POST', '/api/v1/phones/805ec0000802/logout', {});
  const trust = { address: testAddress(22, 12) };
  await rest('POST', '/api/v1/phones/805ec0000802/login', { extension: '1006', via: 'internal', trust });
  const { body: made } = await rest('POST', '/api/v1/phones', { brand: 'linphone', label: 'at home' });
  recordTokens(String(made.link));
  const link = new URL(String(made.link));
  await rest('POST', `/api/v1/phones/${made.mac}/login`, { extension: '1007', via: 'internal' });
  expect(await (await fetch(`http://127.0.0.1:${service.phonesPort}${link.pathname}`)).text()).toContain(
    '1007',
  );
  await eventually(() => second.registered().includes('1006'), 20_000);
}, 120_000);

test('gets wrong requests at the admin API', async () => {
  await rest('PATCH', '/api/v1/settings', { adminPassword: { text: TYPED.inBrokenJson } });
  await rest('PATCH', '/api/v1/settings', `{"adminPassword": "${TYPED.inBrokenJson}`);
  await rest('POST', '/api/v1/phones/005058000801/login', {
    extension: '1001',
    password: TYPED.inBrokenJson,
  });
  await rest('GET', `/api/v1/phones?key=${TYPED.inBrokenJson}`);
  await rest('GET', '/api/v1/extensions', undefined, TYPED.wrongKey);
  await rest('GET', '/api/v1/nowhere');
}, 30_000);

test('survives a restart of the database and of Asterisk', async () => {
  const [first] = phones;
  await app.mariadb.kill();
  await first?.reload();
  if (first) await submitDuringOutage(first, '1001', PIN_OF_ALICE);
  await rest('PATCH', '/api/v1/settings', { userPassword: TYPED.userPassword });
  await rest('GET', '/api/v1/phones');
  await fetch(`http://127.0.0.1:${service.phonesPort}/provision/cfg005058000899.xml`);
  await app.mariadb.restart();
  await eventually(async () => (await rest('GET', '/api/v1/phones')).status === 200, 60_000);
  await app.asterisk.kill();
  await eventually(() => service.stdout.some((line) => line.includes('"ami.unreachable"')), 30_000);
  await app.asterisk.restart();
  await eventually(async () => (await rest('GET', '/readyz')).status === 200, 60_000);
}, 180_000);

test('logs the refusal of a wrong AMI secret in another instance', async () => {
  const { host, port, user } = app.asterisk.ami;
  const other = await startChildService(mkdtempSync(path.join(folder, 'other-')), {
    HOTDESK_DATABASE_URL: app.mariadb.url('asterisk'),
    HOTDESK_AMI_URL: `ami://${user}:${TYPED.amiSecret}@${host}:${port}`,
  });
  await eventually(() => other.stdout.some((line) => line.includes('"ami.login-refused"')), 30_000);
  outputs.set('arguments of the other instance', other.commandLine());
  await other.stop();
  outputs.set('log of the other instance', [...other.stdout, ...other.stderr].join('\n'));
}, 60_000);

test('has no secret in logs, metrics, events, audit, answers, arguments or the data folder', async () => {
  for (const at of ['/metrics', '/readyz', '/', '/api/v1/openapi.json']) await rest('GET', at);
  for (const resource of [
    'settings',
    'templates',
    'mappings',
    'phones',
    'sessions',
    'extensions',
    'brands',
    'audit',
  ]) {
    await rest('GET', `/api/v1/${resource}`);
  }
  await rest('GET', '/api/v1/preview?extension=1001&mac=005058000801');
  outputs.set('arguments', service.commandLine());
  await service.stop();
  outputs.set('stdout', service.stdout.join('\n'));
  outputs.set('stderr', service.stderr.join('\n'));
  for (const [name, text] of filesIn(path.join(folder, 'data')))
    if (name !== firstKeyFile()) outputs.set(name, text);
  const rows = await app.db('hotdesk_audit').select();
  outputs.set('table of the audit', JSON.stringify(rows));

  expect(rows.length).toBeGreaterThan(12);
  expect(service.stdout.length).toBeGreaterThan(20);
  expect(outputs.get('events')).toMatch(/session-verified/);
  const secrets = await allSecrets();
  expect(secrets.size).toBeGreaterThan(40);
  const found = [...outputs].flatMap(([where, text]) =>
    [...secrets].flatMap(([secret, what]) => (text.includes(secret) ? [`${what} in ${where}`] : [])),
  );
  expect(found).toEqual([]);
}, 60_000);

test('stores no PIN, no password and no token in the database', async () => {
  const secrets = await allSecrets();
  const tables = await app
    .db('information_schema.tables')
    .where({ table_schema: 'asterisk' })
    .select('table_name as name');
  const ownTables = tables.map(({ name }) => String(name)).filter((name) => name.startsWith('hotdesk_'));
  expect(ownTables.length).toBeGreaterThan(7);
  const found: string[] = [];
  for (const table of ownTables) {
    const text = JSON.stringify(await app.db(table).select());
    for (const [secret, what] of secrets) {
      if (text.includes(secret) && !what.startsWith('hash')) found.push(`${what} in ${table}`);
    }
  }
  // A template has the settings for phones, and this password is one of them.
  expect(found).toEqual(['phonePassword in hotdesk_templates']);
});

test('stores files that only its own user can read', () => {
  for (const [name] of filesIn(path.join(folder, 'data'))) {
    expect([name, (statSync(name).mode & 0o077).toString(8)]).toEqual([name, '0']);
  }
});

/** Every secret that was used, with its description. */
async function allSecrets(): Promise<Map<string, string>> {
  const sipSecrets = labPbxRows().sip.filter(({ keyword, data }) => keyword === 'secret' && data !== '');
  const settings = await app
    .db('hotdesk_settings')
    .where('name', 'like', '%Password')
    .select('name', 'value');
  const { asterisk, mariadb } = app;
  return new Map([
    ...Object.entries(TYPED).map(([what, secret]) => [secret, what] as const),
    ...sipSecrets.map(({ id, data }) => [data, `SIP secret of ${id}`] as const),
    ...[...tokens].map((token) => [token, 'token'] as const),
    ...settings.map(({ name, value }) => [String(JSON.parse(value)), `hash of ${name}`] as const),
    [PIN_OF_ALICE, 'PIN of 1001'],
    [PIN_OF_DESK, 'PIN of 1004'],
    [asterisk.ami.secret, 'AMI secret'],
    [mariadb.password, 'password of the database'],
    [key, 'admin key'],
  ]);
}

async function plugIn(id: string, model: string, mac: string, address: string): Promise<SimulatedPhone> {
  const brand = BRANDS.find((candidate) => candidate.id === id);
  if (!brand) throw new Error(`no brand ${id}`);
  const url = `http://127.0.0.1:${service.phonesPort}/provision/`;
  const phone = createSimulatedPhone({
    brand,
    profile: profileOf(brand),
    model,
    mac,
    address,
    url,
    urlFrom: 'config',
  });
  phones.push(phone);
  phone.onChange(() => {
    for (const { opens } of phone.keys()) recordTokens(opens ?? '');
    for (const { path: fetched } of phone.fetches) recordTokens(fetched);
  });
  await phone.boot();
  return phone;
}

function recordTokens(url: string): void {
  const token = /\/(?:provision|apps)\/([\w-]{22}|[\w-]{32})\//.exec(url)?.[1];
  if (token !== undefined) tokens.add(token);
}

async function logIn(phone: SimulatedPhone, extension: string, pin: string): Promise<void> {
  await typeLogin(phone, extension, pin);
  await eventually(async () => (await sessionOf(app, extension))?.state === 'verified', 20_000);
  await eventually(() => phone.registered().includes(extension), 20_000);
}

async function openLogin(phone: SimulatedPhone, item: string): Promise<void> {
  await phone.pressKey('Login/Logout');
  await phone.choose(item);
}

/** Submits a form that was on the display since before the outage. */
async function submitDuringOutage(phone: SimulatedPhone, extension: string, password: string): Promise<void> {
  const appUrl = phone.keys().find(({ opens }) => opens !== null)?.opens ?? '';
  const headers = { 'User-Agent': 'Sangoma S500 2.0.4.67' };
  const answer = await fetch(`${appUrl}/login?${new URLSearchParams({ extension, password })}`, { headers });
  outputs.set(`screen ${outputs.size}`, withoutTokens(await answer.text()));
}

/** The URLs of a screen have the token of its phone; nothing else may. */
function withoutTokens(page: string): string {
  return page.replace(/\/apps\/(?:[\w-]{22}|[\w-]{32})\//g, '/apps/…/');
}

async function rest(method: string, at: string, body?: object | string, bearer = key) {
  const answer = await fetch(`http://127.0.0.1:${service.adminPort}${at}`, {
    method,
    headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  const parsed = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  // Only the answer that makes a phone has its link.
  if (typeof parsed.link !== 'string') outputs.set(`${method} ${at} ${outputs.size}`, text);
  return { status: answer.status, body: parsed };
}

async function listenToEvents(): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${service.adminPort}/api/v1/events`, {
    headers: { Authorization: `Bearer ${key}` },
  });
  let text = '';
  try {
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString('utf8');
      outputs.set('events', text);
    }
  } catch {
    // The service stopped.
  }
}

function filesIn(parent: string): [string, string][] {
  return readdirSync(parent, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const name = path.join(parent, entry.name);
    return entry.isDirectory() ? filesIn(name) : [[name, readFileSync(name, 'latin1')]];
  });
}
