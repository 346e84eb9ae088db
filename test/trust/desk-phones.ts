import { BRANDS } from '../../phoneapps';
import type { Session } from '../../src/desk/model';
import type { Mac } from '../../src/lib/mac';
import type { Reading } from '../../src/simulator/device-profile';
import { RequestingPhone } from '../brands/phone-server-support';
import { LISTED_MODELS, type ModelRow } from '../brands/support';
import { type Answer, eventually, type TestApp } from '../test-app';

/** The first model with screens of each brand that enrols by its MAC. */
const ROWS: readonly ModelRow[] = BRANDS.filter(({ createdByRest }) => !createdByRest).flatMap(
  (brand) => LISTED_MODELS.find((row) => row.brand === brand && row.model.formFields !== null) ?? [],
);

/** A phone on a desk, with its user. */
export interface DeskPhone {
  readonly row: ModelRow;
  /** Its digit at the end of its MAC. */
  readonly number: number;
  readonly mac: Mac;
  readonly phone: RequestingPhone;
  readonly extension: string;
  readonly pin: string;
}

/**
 * Phones of as many brands as there are, each with a user of its own whose session is verified. With `keepsUrl`, only of
 * brands that keep the URL of their config, and each boots by it.
 */
export async function openDesks(
  app: TestApp,
  count: number,
  { keepsUrl }: { readonly keepsUrl: boolean },
): Promise<DeskPhone[]> {
  const rows = ROWS.filter(({ brand }) => brand.keepsUrl || !keepsUrl);
  const desks: DeskPhone[] = [];
  for (let number = 1; number <= count; number += 1) {
    const row = rows[(number - 1) % rows.length];
    if (!row) throw new Error('no brands');
    const phone = new RequestingPhone(app, row, number, `127.0.91.${number}`);
    const [extension, pin] = [String(2_000 + number), String(4_800 + number)];
    app.users.set(extension, { name: `User ${number}`, pin, secret: `secret-of-${extension}` });
    const desk = { row, number, mac: phone.mac as Mac, phone, extension, pin };
    await fetchConfig(desk);
    // Some brands report their model only at their first page.
    await app.db('hotdesk_phones').where({ mac: desk.mac }).update({ model: row.name });
    desks.push(desk);
  }
  return desks;
}

/** The phone fetches its config, and keeps its URL if the brand does. Returns the user of the account that it has then. */
export async function fetchConfig({ row, phone }: DeskPhone): Promise<string | null> {
  const config: Answer = await phone.config();
  const reading = phone.read(config);
  const url = reading.provisioningUrl;
  phone.link = row.brand.keepsUrl && url !== null ? (new URL(url).pathname.split('/')[2] ?? null) : null;
  return accountIn(reading);
}

/** The user of the account in a config. */
export function accountIn({ accounts }: Reading): string | null {
  return accounts.find(({ enabled }) => enabled)?.user ?? null;
}

/** The user logs in by the pages of the phone, which then fetches its config and registers. */
export async function useDesk(
  app: TestApp,
  desk: DeskPhone,
  { extension, pin }: Pick<DeskPhone, 'extension' | 'pin'>,
): Promise<Session> {
  await desk.phone.logIn(extension, pin);
  const user = await fetchConfig(desk);
  if (user !== extension)
    throw new Error(`${desk.row.brand.id} has the account of ${user}, not of ${extension}`);
  return register(app, desk, extension, desk.phone.address);
}

/** Somebody with the account of a session registers; its session is then verified. */
export async function register(
  app: TestApp,
  { mac, phone }: DeskPhone,
  extension: string,
  address: string,
): Promise<Session> {
  await eventually(async () => (await app.store.activeSessionAt(mac))?.state !== 'requested');
  unregister(app, extension);
  app.asterisk.register({
    endpoint: extension,
    technology: 'pjsip',
    uri: `sip:${extension}@${address}:5060`,
    address,
    port: 5060,
    userAgent: phone.sipUserAgent,
  });
  return eventually(async () => {
    const session = await app.store.activeSessionAt(mac);
    return session?.state === 'verified' ? session : null;
  });
}

/** Its registration is gone. */
export function unregister(app: TestApp, extension: string): void {
  const { contacts } = app.asterisk;
  const kept = contacts.filter(({ endpoint }) => endpoint !== extension);
  contacts.splice(0, contacts.length, ...kept);
}
