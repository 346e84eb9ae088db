import type { Knex } from 'knex';
import { create } from 'xmlbuilder2';
import { SCREEN_LANGUAGES } from '../../../src/desk/screen-language';
import { languageOfHeader, languageOfTag, STRINGS } from '../../../src/phones/screens/strings';
import { type Answer, openTestApp, type TestApp } from '../../test-app';

const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };

let testApp: TestApp;
let app = '';
beforeEach(async () => {
  testApp = await openTestApp();
  const { body } = await testApp.get('/provision/cfg005058000001.xml', '127.0.0.1', S500);
  app = new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(body)?.[0] ?? '').pathname;
});
afterEach(() => testApp.close());

const show = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  testApp.get(path, '127.0.0.1', { ...S500, ...headers });

test('each language is a screen of its own, from the menu to the refusal', async () => {
  const seen = new Set<string>();
  for (const language of SCREEN_LANGUAGES) {
    const strings = STRINGS[language];
    const menu = await show(app, { 'Accept-Language': language });
    expect(menu.body).toContain(`<Prompt>${strings.login}</Prompt>`);
    expect(menu.body).toContain(`<Label>${strings.select}</Label>`);
    const form = await show(`${app}/login`, { 'Accept-Language': language });
    expect(form.body).toContain(`<Prompt>${strings.extension}</Prompt>`);
    const refusal = await show(`${app}/login?extension=4040&password=0000`, { 'Accept-Language': language });
    expect(refusal.body).toContain(strings.wrongCredentials.replaceAll("'", '&apos;'));
    expect(Number(refusal.headers['content-length'])).toBe(Buffer.byteLength(refusal.body));
    seen.add(menu.body + form.body + refusal.body);
  }
  expect(seen.size).toBe(SCREEN_LANGUAGES.length);
});

test('the template of the session counts first, then what the phone says, then the setting', async () => {
  const title = async (headers = {}) => (await show(app, headers)).body;
  expect(await title()).toContain(STRINGS.en.menuTitle);
  await testApp.set({ screenLanguage: 'it' });
  expect(await title()).toContain(STRINGS.it.menuTitle);
  expect(await title({ 'Accept-Language': 'sv, pl;q=0.5' })).toContain(STRINGS.pl.menuTitle);
  expect(await title({ 'Accept-Language': 'sv' })).toContain(STRINGS.it.menuTitle);
  await makeTemplate(testApp.db, 'pt-BR');
  expect(await title({ 'Accept-Language': 'pl' })).toContain(STRINGS.pl.menuTitle);
  await show(`${app}/login?extension=1001&password=4711`);
  expect(await title({ 'Accept-Language': 'pl' })).toContain(STRINGS.pt.loggedInTitle);
});

test('a phone that reads only ISO-8859-1 gets it, with what it cannot hold as numbers', async () => {
  const charset = { 'Accept-Charset': 'ISO-8859-1' };
  for (const language of ['de', 'zh'] as const) {
    const answer = await show(`${app}/login?extension=4040&password=0000`, {
      ...charset,
      'Accept-Language': language,
    });
    expect(answer.headers['content-type']).toBe('text/xml; charset=ISO-8859-1');
    const text = answer.bytes.toString('latin1');
    expect(answer.bytes).toHaveLength(Number(answer.headers['content-length']));
    expect(text).toMatch(/^<\?xml version="1.0" encoding="ISO-8859-1"\?>/);
    const read = JSON.stringify(create(text.replace(/^<\?xml[^>]*>/, '')).toObject());
    expect(read).toContain(STRINGS[language].wrongCredentials);
  }
  const both = await show(app, { 'Accept-Charset': 'iso-8859-1, utf-8', 'Accept-Language': 'de' });
  expect(both.headers['content-type']).toBe('text/xml; charset=utf-8');
});

test.each([
  ['de', 'de'],
  ['pt-BR', 'pt'],
  ['zh_Hans_CN', 'zh'],
  ['', null],
  ['constructor', null],
  ['sv', null],
])('the language tag %p is %p', (tag, language) => {
  expect(languageOfTag(tag)).toBe(language);
});

test.each([
  ['de-CH,de;q=0.9,fr;q=0.8', 'de'],
  ['fr;q=0.1, nl;q=0.7', 'nl'],
  ['sv, *;q=0.5', null],
  ['de;q=x', 'de'],
  ['', null],
])('of the header %p the language is %p', (header, language) => {
  expect(languageOfHeader(header)).toBe(language);
});

async function makeTemplate(db: Knex, language: string): Promise<void> {
  await db('hotdesk_templates').insert({
    brand: 'sangoma',
    name: 'standard',
    default_of: 'sangoma',
    settings: JSON.stringify({ language }),
    keys: '[]',
    overrides: '{}',
  });
}
