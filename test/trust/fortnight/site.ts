import type { Knex } from 'knex';
import { isWeakPin } from '../../../src/desk/passwords/weak-pin';
import { isRefusal, type RefusalCode } from '../../../src/desk/refusals';
import type { Mac } from '../../../src/lib/mac';
import { createPeople } from '../../desk/model/people';
import { choosePin, type Random } from '../../desk/passwords/likely-pins';
import { macOf } from '../../desk/passwords/typing';
import { appUrl, contactOf, fileUrl, readConfig, USER_AGENT } from '../observer/device';
import { openService } from '../observer/service';
import type { RowCounts } from './report';

/**
 * How a phone boots. `url`: by the URL of its last config. `neighbour`: by the bare file, and the kernel sees its MAC.
 * `routed`: by the bare file, behind a router.
 */
export type PhoneKind = 'url' | 'neighbour' | 'routed';

/** A phone on a desk. */
export interface SitePhone {
  readonly mac: Mac;
  readonly kind: PhoneKind;
  /** Identifies its registration. */
  readonly port: number;
  address: string;
  urlToken: string | null;
  keyToken: string | null;
  /** The extension whose account it has. */
  account: string | null;
}

/** What a login is answered with; `expired` if the page is no longer known. */
export type LoginOutcome = 'in' | RefusalCode | 'expired';

const KINDS: readonly PhoneKind[] = [
  'url',
  'url',
  'url',
  'url',
  'url',
  'neighbour',
  'neighbour',
  'neighbour',
  'neighbour',
  'routed',
];
/** Addresses that DHCP leases inside. */
const POOL = 400;

/** The number of the first MAC that a sweep asks for; those of the site are smaller. */
export const FIRST_SWEPT = 1_000_000;

/** The real service on a simulated clock, with a phone for each extension, whose PINs are as people choose them. */
export async function openSite(db: Knex, size: number, random: Random) {
  const extensions = Array.from({ length: size }, (_, number) => String(2_000 + number));
  const pins = new Map(extensions.map((extension) => [extension, choosePin(random)]));
  const people = createPeople(extensions, pins, []);
  const service = await openService(db, { people });
  const phones = extensions.map((_, index) => createPhone(index, KINDS[index % KINDS.length] ?? 'url'));
  /** How many actions of Asterisk the phones have seen. */
  let seen = 0;

  function createPhone(index: number, kind: PhoneKind): SitePhone {
    return {
      mac: macOf(index),
      kind,
      port: 10_000 + index,
      address: '',
      urlToken: null,
      keyToken: null,
      account: null,
    };
  }

  const fetchFile = (mac: Mac, token: string | null, from: string) =>
    service.get(fileUrl(mac, token), from, USER_AGENT);

  /** The phone reads its config and registers with the account that it has then. */
  async function boot(phone: SitePhone): Promise<void> {
    const { status, body } = await fetchFile(
      phone.mac,
      phone.kind === 'url' ? phone.urlToken : null,
      phone.address,
    );
    if (status !== 200) throw new Error(`a phone of the site gets status ${status}`);
    Object.assign(phone, readConfig(body));
    service.asterisk.removeContacts(({ port }) => port === phone.port);
    if (phone.account !== null)
      service.asterisk.register(contactOf(phone.account, phone.address, phone.port));
    await service.settle();
  }

  /** Time passes. Phones that are notified boot. */
  async function pass(milliseconds: number): Promise<void> {
    await service.move(milliseconds);
    while (seen < service.asterisk.answered.length) {
      const action = service.asterisk.answered[seen];
      seen += 1;
      const phone =
        action?.did === 'notify' ? phones.find(({ address }) => address === action.address) : null;
      if (phone) await boot(phone);
    }
  }

  /** Sends the form of a page: what the login was answered with. */
  async function sendLogin(
    token: string,
    from: string,
    extension: string,
    pin: string,
  ): Promise<LoginOutcome> {
    service.takeLogin();
    await service.get(
      `${appUrl(token, 'login', from)}?extension=${extension}&password=${pin}`,
      from,
      USER_AGENT,
    );
    const outcome = service.takeLogin();
    if (outcome === null) return 'expired';
    return isRefusal(outcome) ? outcome.refused : 'in';
  }

  return {
    service,
    extensions,
    phones,
    pinOf: (extension: string): string => pins.get(extension) ?? '',
    hasWeakPin: (extension: string): boolean => isWeakPin(pins.get(extension) ?? '', extension),
    pass,
    boot,
    /** A new phone of the site, which nobody has used. */
    newPhone: (index: number, address: string): SitePhone => ({
      ...createPhone(100_000 + index, 'url'),
      address,
    }),
    /** A user logs in by the key of a phone, which then reads its config. */
    async logIn(phone: SitePhone, extension: string, pin: string): Promise<LoginOutcome> {
      if (phone.keyToken === null) await boot(phone);
      let outcome = await sendLogin(phone.keyToken ?? '', phone.address, extension, pin);
      if (outcome === 'expired') {
        await boot(phone);
        outcome = await sendLogin(phone.keyToken ?? '', phone.address, extension, pin);
      }
      await pass(2_000);
      if (outcome === 'in' && phone.account !== extension) await boot(phone);
      return outcome;
    },
    async logOut(phone: SitePhone): Promise<void> {
      if (phone.keyToken === null) return;
      await service.get(appUrl(phone.keyToken, 'logout', phone.address), phone.address, USER_AGENT);
      await pass(2_000);
      if (phone.account !== null) await boot(phone);
    },
    /** Somebody asks for a file of this MAC, and gets a page token if they get a config. */
    async claim(mac: Mac, from: string): Promise<{ readonly status: number; readonly token: string | null }> {
      const { status, body } = await fetchFile(mac, null, from);
      return { status, token: readConfig(body).keyToken };
    },
    sendLogin,
    /** DHCP gives every phone another address, and every phone boots there. */
    async renewLeases(): Promise<void> {
      const free = Array.from(
        { length: POOL },
        (_, index) => `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`,
      );
      service.neighbours.clear();
      service.asterisk.removeContacts(() => true);
      for (const phone of phones) {
        const [address = ''] = free.splice(Math.floor(random() * free.length), 1);
        phone.address = address;
        if (phone.kind === 'neighbour') service.neighbours.set(address, phone.mac);
      }
      for (const phone of phones) await boot(phone);
      // What lost its registration is noticed.
      for (let round = 0; round < 3; round += 1) {
        await service.reconcile();
        await pass(60_000);
      }
    },
    /** Everybody has been logged in at their phone once. */
    async makeKnown(): Promise<void> {
      for (const [index, phone] of phones.entries()) {
        const refused = await service.logInByRest(phone.mac, extensions[index] ?? '', phone.address);
        if (refused !== null) throw new Error(`refused: ${refused}`);
        await boot(phone);
        await service.logOutByRest(phone.mac);
        await boot(phone);
      }
      await pass(2_000);
    },
    countSweptPhones: async (): Promise<number> =>
      (await db('hotdesk_phones').where('mac', '>=', macOf(FIRST_SWEPT)).pluck('mac')).length,
    async rowsPerTable(): Promise<RowCounts> {
      const tables: string[] = await db('sqlite_master')
        .where({ type: 'table' })
        .where('name', 'like', 'hotdesk_%')
        .whereNot('name', 'like', 'hotdesk_migrations%')
        .orderBy('name')
        .pluck('name');
      const rows = new Map<string, number>();
      for (const table of tables) rows.set(table, Number((await db(table).count({ count: '*' }))[0]?.count));
      return rows;
    },
  };
}

export type Site = Awaited<ReturnType<typeof openSite>>;
