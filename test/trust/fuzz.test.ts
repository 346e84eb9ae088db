import { BRANDS } from '../../phoneapps';
import { parseMac } from '../../src/lib/mac';
import { identify, readUserAgent } from '../../src/phones/brands/identify';
import { FORMAT_WRITERS } from '../../src/phones/provisioning/formats';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { Screen } from '../../src/phones/screens/screen';
import { STRINGS } from '../../src/phones/screens/strings';
import type { DisplayedScreen } from '../../src/simulator/browser/displayed-screen';
import { formUrl } from '../../src/simulator/browser/form-url';
import { readPage } from '../../src/simulator/browser/read-page';
import { FORMAT_PARSERS } from '../../src/simulator/parsers';
import fc from '../fast-check';
import { inputs } from '../tier';
import { awkwardText, fileName, macText, userAgent } from './inputs';
import { shortReport } from './short-report';

/** So many inputs of each kind. */
const numRuns = inputs(100_000);
const MINUTES = 10 * 60_000;

/** `expect` is too slow for so many; a failure says what it was about all the same. */
function check(holds: boolean, about: unknown): void {
  if (!holds) throw new Error(JSON.stringify(about));
}

function same(arrived: readonly string[], sent: readonly string[], about: unknown): void {
  check(arrived.length === sent.length && arrived.every((text, index) => text === sent[index]), {
    arrived,
    sent,
    about,
  });
}

describe(`${numRuns} inputs of each kind harm nothing`, () => {
  test(
    'file names and User-Agents: each is a brand of ours or none, and its MAC is one',
    () => {
      const property = fc.property(fileName, userAgent, (file, agent) => {
        const identity = identify(BRANDS, file, agent);
        if (identity === null) return;
        check(BRANDS.includes(identity.brand), [file, agent]);
        check(identity.mac === null || MAC.test(identity.mac), [file, agent, identity.mac]);
        // Control characters and markup would reach our tables and the pages of admins.
        check(/^[^\p{Cc}<>&"']*$/u.test(`${identity.model}${identity.firmware}`), [file, agent, identity]);
      });
      fc.assert(property, { numRuns, reporter: shortReport });
    },
    MINUTES,
  );

  test(
    'User-Agents: what a brand reads in one is short and plain',
    () => {
      const property = fc.property(fc.constantFrom(...BRANDS), userAgent, (brand, agent) => {
        const said = readUserAgent(brand, agent);
        check(/^[\w.-]{0,64}$/.test(said?.firmware ?? ''), [agent, said]);
        check(/^[\w.+-]{0,32}$/.test(said?.model ?? ''), [agent, said]);
      });
      fc.assert(property, { numRuns, reporter: shortReport });
    },
    MINUTES,
  );

  test(
    'MACs: twelve hex digits or nothing',
    () => {
      const property = fc.property(macText, (text) => {
        const mac = parseMac(text);
        check(mac === null || (MAC.test(mac) && text.replace(/[:.-]/g, '').toLowerCase() === mac), [
          text,
          mac,
        ]);
      });
      fc.assert(property, { numRuns, reporter: shortReport });
    },
    MINUTES,
  );

  test(
    'values of configs: no format lets one out of its place',
    () => {
      const names = new Map(
        BRANDS.map((brand) => [brand, [...brand.parameters(LOGGED_OUT, brand.unknownModel).keys()]]),
      );
      const values = fc.tuple(awkwardText, awkwardText);
      const property = fc.property(fc.constantFrom(...BRANDS), fc.nat(), values, (brand, place, two) => {
        const all = names.get(brand) ?? [];
        const sent = new Map(
          two.map((value, index) => [String(all[(place + index) % all.length]), value.slice(0, 150)]),
        );
        const arrived = FORMAT_PARSERS[brand.format](FORMAT_WRITERS[brand.format](sent));
        // A format may have an order of its own.
        const sorted = [...sent.keys()].sort();
        same([...arrived.keys()].sort(), sorted, brand.id);
        const valuesOf = (of: ReadonlyMap<string, string>) => sorted.map((name) => plain(of.get(name) ?? ''));
        same(valuesOf(arrived), valuesOf(sent), brand.id);
      });
      fc.assert(property, { numRuns, reporter: shortReport });
    },
    MINUTES,
  );

  test(
    'texts of screens: no dialect lets one out of its place',
    () => {
      const brands = BRANDS.filter((brand) => brand.screens !== null);
      const property = fc.property(fc.constantFrom(...brands), screen, ({ screens, unknownModel }, any) => {
        if (!screens) return;
        const said = fitting(any, unknownModel.formFields ?? 1);
        const shown = readPage(writeScreen(said, screens, STRINGS.en).bytes, screens);
        same(urlsShown(shown).map(direct), urlsSaid(said), [screens.dialect, said]);
        // Small displays cut texts, but show nothing else.
        const all = plain([...textsSaid(said), ...OWN_TEXTS].join(''));
        for (const text of textsShown(shown)) check(all.includes(plain(text)), [screens.dialect, text, said]);
      });
      fc.assert(property, { numRuns, reporter: shortReport });
    },
    MINUTES,
  );
});

const MAC = /^[0-9a-f]{12}$/;

/** What dialects say by themselves. */
const OWN_TEXTS = ['Press a key below.'];

/** A screen as the flow would make it for this phone. */
function fitting(said: Screen, formFields: number): Screen {
  return said.kind === 'form' ? { ...said, fields: said.fields.slice(0, formFields) } : said;
}

/** What the phone would open: the items of a menu, the form with `v` in each field, where OK leads. */
function urlsSaid(said: Screen): string[] {
  if (said.kind === 'menu') return said.items.map(({ url }) => url);
  if (said.kind === 'form')
    return [normal(`${said.action}&${said.fields.map(({ name }) => `${name}=v`).join('&')}`)];
  return said.next === null ? [] : [said.next];
}

function urlsShown(shown: DisplayedScreen): string[] {
  if (shown.kind === 'menu') return shown.items.map(({ url }) => url);
  if (shown.kind === 'form') {
    const fields = shown.fields.map((field) => (field.editable ? { ...field, value: 'v' } : field));
    return [normal(formUrl({ ...shown, fields }))];
  }
  const bySoftKey = shown.softKeys.flatMap(({ does }) => ('open' in does ? [does.open] : []));
  return shown.doneUrl === null || bySoftKey.includes(shown.doneUrl)
    ? bySoftKey
    : [...bySoftKey, shown.doneUrl];
}

/** A list with one address says in the query which of its options was taken: that one's own address. */
function direct(text: string): string {
  const [address, step] = text.split('?step=', 2);
  return step === undefined ? text : `${address}/${decodeURIComponent(step)}`;
}

/** However its values are percent-encoded, and in whatever order they come. */
function normal(text: string): string {
  const url = new URL(text);
  const values = [...url.searchParams].map(([name, value]) => [name, plain(value)]);
  return JSON.stringify([url.origin, url.pathname, values.sort()]);
}

function textsSaid(said: Screen): string[] {
  if (said.kind === 'menu') return [said.title, ...said.items.map(({ label }) => label), said.title];
  if (said.kind === 'form') {
    const labels = said.fields.map(({ label }) => label);
    return [said.title, ...labels, ' ', labels.join(' / ')];
  }
  return [said.title, said.text];
}

function textsShown(shown: DisplayedScreen): string[] {
  if (shown.kind === 'menu') return [shown.title, ...shown.items.map(({ label }) => label)];
  if (shown.kind === 'form')
    return [shown.title, ...shown.fields.filter(({ editable }) => editable).map(({ label }) => label)];
  return [shown.title, shown.text];
}

/** Without what a format may drop or change in a value: white space at its ends, control characters, halves of characters. */
function plain(text: string): string {
  return wellFormed(text).replace(/[\p{Cc}\s\ufffd\ufffe\uffff\ufeff]+/gu, '');
}

/** Halves of characters become U+FFFD, as in every file and answer of ours. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

const LOGGED_OUT = {
  account: null,
  lineKeys: [],
  softKeys: [],
  provisioningUrl: 'http://pbx.example.com/provision/x/',
  pollMinutes: 5,
  timezone: 'UTC',
  ntpServer: 'pool.ntp.org',
  language: null,
  phoneAdminPassword: null,
};

/** A URL of ours in which a value stands, encoded as we encode them. */
const url = awkwardText.map(
  (value) =>
    `http://127.0.0.1:8480/apps/x/i/login?extension=${encodeURIComponent(wellFormed(value.slice(0, 40)))}`,
);
const text = awkwardText.map((value) => value.slice(0, 60));

const screen: fc.Arbitrary<Screen> = fc.oneof(
  fc.record({
    kind: fc.constant('menu' as const),
    title: text,
    items: fc
      .array(fc.record({ label: text, url }), { minLength: 1, maxLength: 3 })
      .map((items) => items.map(({ label, url: to }, index) => ({ label: `${index + 1}${label}`, url: to }))),
  }),
  fc.record({
    kind: fc.constant('form' as const),
    title: text,
    action: url,
    fields: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('extension', 'password'),
        label: text,
        type: fc.constantFrom('digits' as const, 'text' as const),
        masked: fc.boolean(),
      }),
      { minLength: 1, maxLength: 2, selector: ({ name }) => name },
    ),
  }),
  fc.record({ kind: fc.constant('message' as const), title: text, text, next: fc.option(url) }),
);
