import { BRANDS } from '../../phoneapps';
import { parseMac } from '../../src/lib/mac';
import { identifyPhone, readUserAgent } from '../../src/phones/brands/identify';
import { FORMAT_WRITERS } from '../../src/phones/provisioning/formats';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { Screen } from '../../src/phones/screens/screen';
import { STRINGS } from '../../src/phones/screens/strings';
import type { DisplayedScreen } from '../../src/simulator/browser/displayed-screen';
import { formUrl } from '../../src/simulator/browser/form-url';
import { readPage } from '../../src/simulator/browser/read-page';
import { FORMAT_PARSERS } from '../../src/simulator/parsers';
import fc from '../fast-check';
import { inputCount } from '../tier';
import { awkwardText, fileName, macText, userAgent } from './inputs';
import { reportShortly } from './short-report';

/** The number of inputs of each kind. */
const numRuns = inputCount(100_000);
const MINUTES = 10 * 60_000;

/** `expect` is too slow for so many inputs. The error has the input. */
function check(holds: boolean, about: unknown): void {
  if (!holds) throw new Error(JSON.stringify(about));
}

function expectSame(arrived: readonly string[], sent: readonly string[], about: unknown): void {
  check(arrived.length === sent.length && arrived.every((text, index) => text === sent[index]), {
    arrived,
    sent,
    about,
  });
}

describe(`with ${numRuns} inputs of each kind`, () => {
  test(
    'file names and User-Agents give a known brand or none, and a valid MAC or none',
    () => {
      const property = fc.property(fileName, userAgent, (file, agent) => {
        const identity = identifyPhone(BRANDS, file, agent);
        if (identity === null) return;
        check(BRANDS.includes(identity.brand), [file, agent]);
        check(identity.mac === null || MAC.test(identity.mac), [file, agent, identity.mac]);
        // Control characters and markup would reach our tables and the pages of admins.
        check(/^[^\p{Cc}<>&"']*$/u.test(`${identity.model}${identity.firmware}`), [file, agent, identity]);
      });
      fc.assert(property, { numRuns, reporter: reportShortly });
    },
    MINUTES,
  );

  test(
    'User-Agents give a short and plain model and firmware',
    () => {
      const property = fc.property(fc.constantFrom(...BRANDS), userAgent, (brand, agent) => {
        const claims = readUserAgent(brand, agent);
        check(/^[\w.-]{0,64}$/.test(claims?.firmware ?? ''), [agent, claims]);
        check(/^[\w.+-]{0,32}$/.test(claims?.model ?? ''), [agent, claims]);
      });
      fc.assert(property, { numRuns, reporter: reportShortly });
    },
    MINUTES,
  );

  test(
    'MACs are twelve hex digits or null',
    () => {
      const property = fc.property(macText, (text) => {
        const mac = parseMac(text);
        check(mac === null || (MAC.test(mac) && text.replace(/[:.-]/g, '').toLowerCase() === mac), [
          text,
          mac,
        ]);
      });
      fc.assert(property, { numRuns, reporter: reportShortly });
    },
    MINUTES,
  );

  test(
    'values of configs stay in their place in every format',
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
        // A format may have its own order.
        const sorted = [...sent.keys()].sort();
        expectSame([...arrived.keys()].sort(), sorted, brand.id);
        const valuesOf = (of: ReadonlyMap<string, string>) => sorted.map((name) => plain(of.get(name) ?? ''));
        expectSame(valuesOf(arrived), valuesOf(sent), brand.id);
      });
      fc.assert(property, { numRuns, reporter: reportShortly });
    },
    MINUTES,
  );

  test(
    'texts of screens stay in their place in every dialect',
    () => {
      const brands = BRANDS.filter((brand) => brand.screens !== null);
      const property = fc.property(fc.constantFrom(...brands), screen, ({ screens, unknownModel }, any) => {
        if (!screens) return;
        const written = fitToPhone(any, unknownModel.formFields ?? 1);
        const shown = readPage(writeScreen(written, screens, STRINGS.en).bytes, screens);
        expectSame(urlsShown(shown).map(resolveStep), urlsWritten(written), [screens.dialect, written]);
        // Small displays cut texts, but show no other text.
        const all = plain([...textsWritten(written), ...DIALECT_TEXTS].join(''));
        for (const text of textsShown(shown))
          check(all.includes(plain(text)), [screens.dialect, text, written]);
      });
      fc.assert(property, { numRuns, reporter: reportShortly });
    },
    MINUTES,
  );
});

const MAC = /^[0-9a-f]{12}$/;

/** Texts that dialects add. */
const DIALECT_TEXTS = ['Press a key below.'];

/** The screen as the flow makes it for a phone with so many fields. */
function fitToPhone(written: Screen, formFields: number): Screen {
  return written.kind === 'form' ? { ...written, fields: written.fields.slice(0, formFields) } : written;
}

/** The URLs that the phone can open: menu items, the form with `v` in each field, the target of OK. */
function urlsWritten(written: Screen): string[] {
  if (written.kind === 'menu') return written.items.map(({ url }) => url);
  if (written.kind === 'form')
    return [normalised(`${written.action}&${written.fields.map(({ name }) => `${name}=v`).join('&')}`)];
  return written.next === null ? [] : [written.next];
}

function urlsShown(shown: DisplayedScreen): string[] {
  if (shown.kind === 'menu') return shown.items.map(({ url }) => url);
  if (shown.kind === 'form') {
    const fields = shown.fields.map((field) => (field.editable ? { ...field, value: 'v' } : field));
    return [normalised(formUrl({ ...shown, fields }))];
  }
  const bySoftKey = shown.softKeys.flatMap(({ does }) => ('open' in does ? [does.open] : []));
  return shown.doneUrl === null || bySoftKey.includes(shown.doneUrl)
    ? bySoftKey
    : [...bySoftKey, shown.doneUrl];
}

/** Undoes the query of lists with one URL: `?step=` becomes the URL of the selected option. */
function resolveStep(text: string): string {
  const [address, step] = text.split('?step=', 2);
  return step === undefined ? text : `${address}/${decodeURIComponent(step)}`;
}

/** A URL in a form that does not depend on the encoding and order of its values. */
function normalised(text: string): string {
  const url = new URL(text);
  const values = [...url.searchParams].map(([name, value]) => [name, plain(value)]);
  return JSON.stringify([url.origin, url.pathname, values.sort()]);
}

function textsWritten(written: Screen): string[] {
  if (written.kind === 'menu')
    return [written.title, ...written.items.map(({ label }) => label), written.title];
  if (written.kind === 'form') {
    const labels = written.fields.map(({ label }) => label);
    return [written.title, ...labels, ' ', labels.join(' / ')];
  }
  return [written.title, written.text];
}

function textsShown(shown: DisplayedScreen): string[] {
  if (shown.kind === 'menu') return [shown.title, ...shown.items.map(({ label }) => label)];
  if (shown.kind === 'form')
    return [shown.title, ...shown.fields.filter(({ editable }) => editable).map(({ label }) => label)];
  return [shown.title, shown.text];
}

/** Without what a format may drop or change in a value: white space, control characters, lone surrogates. */
function plain(text: string): string {
  return wellFormed(text).replace(/[\p{Cc}\s\ufffd\ufffe\uffff\ufeff]+/gu, '');
}

/** Lone surrogates become U+FFFD, as in every file and answer of ours. */
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

/** A URL of ours with an encoded value in it. */
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
