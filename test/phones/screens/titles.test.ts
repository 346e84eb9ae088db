import { BRANDS } from '../../../phoneapps';
import { SCREEN_LANGUAGES } from '../../../src/desk/screen-language';
import { writeScreen } from '../../../src/phones/screens/dialects';
import type { Screen } from '../../../src/phones/screens/screen';
import { type ScreensProfile, screensProfileOf } from '../../../src/phones/screens/screens-profile';
import { STRINGS, type Strings } from '../../../src/phones/screens/strings';
import { readPage } from '../../../src/simulator/browser/read-page';

/** A line of the smallest displays: the vendor's guide for Aastra 53i, 6730i and 6731i. */
const COLUMNS = 16;

const columnsOf = (text: string) =>
  [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2), 0);

/** Each title that a screen of the flow can have by itself. */
const titlesIn = (strings: Strings) =>
  Object.entries(strings).flatMap(([name, text]) => (name.endsWith('Title') ? [text] : []));

/** The title of the menu of somebody who is logged in: it also says who. */
const loggedInMenu = (strings: Strings) => `${strings.loggedInTitle}: 10001`;

describe.each(SCREEN_LANGUAGES)('in %s', (language) => {
  const strings = STRINGS[language];

  test('each title is one line of the smallest display', () => {
    expect(titlesIn(strings).length).toBeGreaterThanOrEqual(9);
    for (const title of titlesIn(strings)) {
      expect([title, columnsOf(title) <= COLUMNS]).toEqual([title, true]);
    }
  });

  test('the menu of who is logged in is one line of displays with 20 columns, with five digits', () => {
    expect(columnsOf(loggedInMenu(strings))).toBeLessThanOrEqual(20);
  });
});

/** Every way in which a model shows screens, once. */
const PROFILES: [string, ScreensProfile][] = BRANDS.flatMap((brand) => {
  const showing = [...Object.values(brand.models), brand.unknownModel].filter(
    ({ formFields }) => formFields !== null,
  );
  const profiles = showing.flatMap((model) => screensProfileOf(brand, model) ?? []);
  const different = new Map(profiles.map((profile) => [JSON.stringify(profile), profile]));
  return [...different.values()].map((profile): [string, ScreensProfile] => [
    profile.dialect === 'canvas' ? `${brand.id} ${profile.canvas.width}x${profile.canvas.height}` : brand.id,
    profile,
  ]);
});

test('the displays of Grandstream are among them, each with its own size', () => {
  const names = PROFILES.map(([name]) => name).filter((name) => name.startsWith('grandstream'));
  expect(names.sort()).toEqual([
    'grandstream 180x60',
    'grandstream 180x90',
    'grandstream 200x80',
    'grandstream 240x120',
    'grandstream 320x160',
  ]);
});

const NEXT = 'http://192.0.2.10:8480/apps/token-of-twenty-three/i';

/** The kinds of screens of the flow, as this title and these words make them. */
function screensWith(title: string, strings: Strings): Screen[] {
  const extension = { name: 'extension', label: strings.extension, type: 'digits', masked: false } as const;
  return [
    { kind: 'menu', title, items: [{ label: strings.login, url: `${NEXT}/login` }] },
    { kind: 'form', title, action: `${NEXT}/login`, fields: [extension] },
    { kind: 'message', title, text: strings.wrongCredentials, next: NEXT },
  ];
}

describe.each(PROFILES)('on the screens of %s', (_, profile) => {
  test.each(SCREEN_LANGUAGES)('no title is cut in %s, and the phone reads each page', (language) => {
    const strings = STRINGS[language];
    for (const title of [...titlesIn(strings), loggedInMenu(strings)]) {
      for (const screen of screensWith(title, strings)) {
        const { bytes } = writeScreen(screen, profile, strings);
        expect([screen.kind, readPage(bytes, profile).title]).toEqual([screen.kind, title]);
      }
    }
  });
});
