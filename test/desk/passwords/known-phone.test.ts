import type { Mac } from '../../../src/lib/mac';
import { FILE, loginPath, MAC, S500 } from '../../phones/phone-server-support';
import { eventually, openTestApp, type TestApp } from '../../test-app';

const OWN = '127.0.0.5';
const NEW_ADDRESS = '127.0.0.22';
const ELSEWHERE = '127.9.9.9';

let app: TestApp;
/** The page that the phone has after the logout of 1001, and the one from before it. */
let page: string;
let ended: string;

beforeEach(async () => {
  app = await openTestApp({ internalNetworks: ['127.0.0.0/16'] });
  app.stopClock();
  ended = await logInVerified('1001', '4711');
  await get(`${ended}/logout`);
  page = loginPath(await get(fileBy(ended)));
  await lockStrangersOut('1001');
});
afterEach(() => app.close());

const get = (path: string, from = OWN) => app.get(path, from, S500);
const fileBy = (path: string) => `/provision/${path.split('/')[2]}/cfg${MAC}.xml`;
const session = () => app.store.activeSessionAt(MAC as Mac);

/** Types at a page of the phone. Whether the extension is logged in then. */
async function canLogIn(path: string, from: string, extension = '1001', password = '4711'): Promise<boolean> {
  await get(`${path}/login?extension=${extension}&password=${password}`, from);
  return (await session())?.extension === extension;
}

/** Logs in at the phone's own address and registers: the path of the pages of the session. */
async function logInVerified(extension: string, password: string): Promise<string> {
  const first = loginPath(await get(FILE));
  await get(`${first}/login?extension=${extension}&password=${password}`);
  const own = loginPath(await get(fileBy(first)));
  app.asterisk.register({
    endpoint: extension,
    technology: 'pjsip',
    uri: `sip:${extension}@${OWN}:5060`,
    address: OWN,
    port: 5060,
    userAgent: 'Sangoma S500 V2.0.4.67',
  });
  await eventually(async () => (await session())?.state === 'verified');
  return own;
}

/** A stranger outside types wrong PINs under the phone's MAC until all strangers are refused. */
async function lockStrangersOut(extension: string): Promise<void> {
  const stranger = loginPath(await get(FILE, ELSEWHERE));
  for (let guess = 0; guess < 4; guess += 1)
    await get(`${stranger}/login?extension=${extension}&password=0000`, ELSEWHERE);
}

/** The codes of the refused logins, newest last. */
async function refusals(): Promise<string[]> {
  const rows = await app.db('hotdesk_audit').where({ action: 'login-refused' }).orderBy('id');
  return rows.map(({ details }) => JSON.parse(details).code);
}

describe('the user of a phone gets in while strangers guess', () => {
  test('at an address where a login was verified', async () => {
    expect(await canLogIn(loginPath(await get(FILE)), OWN)).toBe(true);
  });

  test('at a new address, by the page that only the phone could get after the last logout', async () => {
    expect(await canLogIn(page, NEW_ADDRESS)).toBe(true);
  });

  test('at a new address, where the kernel sees the MAC of the phone there', async () => {
    app.neighbours.set(NEW_ADDRESS, MAC as Mac);
    expect(await canLogIn(loginPath(await get(FILE, NEW_ADDRESS)), NEW_ADDRESS)).toBe(true);
  });

  test('at a new address, by the token of a session that runs there', async () => {
    const own = await logInVerified('1001', '4711');
    await lockStrangersOut('1002');
    expect(await canLogIn(own, NEW_ADDRESS, '1002', '4712')).toBe(true);
  });
});

describe('others gain nothing by the MAC of a known phone', () => {
  test('another device that asks for its file at a new address is a stranger', async () => {
    expect(await canLogIn(loginPath(await get(FILE, NEW_ADDRESS)), NEW_ADDRESS)).toBe(false);
  });

  test('a former user is, with the token of the ended session or what it is exchanged for elsewhere', async () => {
    expect(await canLogIn(ended, ELSEWHERE)).toBe(false);
    expect(await canLogIn(loginPath(await get(fileBy(ended), ELSEWHERE)), ELSEWHERE)).toBe(false);
  });

  test('another MAC in the ARP table, or a phone that nobody was verified at, is a stranger', async () => {
    const other = '005058000002' as Mac;
    app.neighbours.set(NEW_ADDRESS, other);
    expect(await canLogIn(loginPath(await get(FILE, NEW_ADDRESS)), NEW_ADDRESS)).toBe(false);
    const path = loginPath(await get(`/provision/cfg${other}.xml`, NEW_ADDRESS));
    await get(`${path}/login?extension=1001&password=4711`, NEW_ADDRESS);
    expect(await app.store.activeSessionAt(other)).toBeNull();
  });

  test('a stolen phone has one budget, whatever addresses it has', async () => {
    const before = (await refusals()).length;
    for (let number = 1; number <= 20; number += 1)
      await get(`${page}/login?extension=1001&password=0000`, `127.0.1.${number}`);
    const codes = (await refusals()).slice(before);
    expect(codes.filter((code) => code === 'wrong-password')).toHaveLength(5);
    expect(codes.filter((code) => code === 'locked-out')).toHaveLength(15);
    // It locks neither the phone at its own address nor strangers.
    expect(await canLogIn(loginPath(await get(FILE)), OWN)).toBe(true);
  });
});
