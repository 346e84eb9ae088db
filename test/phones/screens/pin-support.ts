import { BRANDS } from '../../../phoneapps';
import type { HotdeskPin } from '../../../src/desk/model';
import type { Mac } from '../../../src/lib/mac';
import { hashPassword } from '../../../src/lib/passwords';
import type { Brand } from '../../../src/phones/brands/brand';
import { createBrandRegistry } from '../../../src/phones/brands/registry';
import type { Answer, TestApp } from '../../test-app';

export const MAC = '005058000001' as Mac;
export const PIN = '835279';
const FILE = `/provision/cfg${MAC}.xml`;
const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };

/** A phone in front of somebody who logs in and chooses a hot-desk PIN. */
export function phoneAt(testApp: TestApp) {
  const ask = (path: string, values: Record<string, string> = {}, from = '127.0.0.5'): Promise<Answer> => {
    const query = new URLSearchParams(values).toString();
    return testApp.get(query === '' ? path : `${path}?${query}`, from, S500);
  };
  /** The path of the login app, as the first key of a fresh config has it. */
  const app = async (from = '127.0.0.5'): Promise<string> => {
    const config = await testApp.get(FILE, from, S500);
    return new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(config.body)?.[0] ?? '').pathname;
  };
  return {
    ask,
    app,
    async logIn(extension: string, password: string): Promise<{ path: string; answer: Answer }> {
      const path = await app();
      return { path, answer: await ask(`${path}/login`, { extension, password }) };
    },
    async givePin(pin: string, mustChange: boolean): Promise<void> {
      const hash = await hashPassword(pin);
      const given = { extension: '1001', hash, mustChange, changedAt: 1 };
      await testApp.store.transaction((tx) => tx.setHotdeskPin(given));
    },
    hotdeskPin: (): Promise<HotdeskPin | null> => testApp.store.hotdeskPin('1001'),
  };
}

/** What a phone can do in front of somebody. */
export type PinPhone = ReturnType<typeof phoneAt>;

export const titleOf = ({ body }: Answer) => /<Title[^>]*>([^<]*)<\/Title>/.exec(body)?.[1];
export const fieldsOf = ({ body }: Answer) =>
  [...body.matchAll(/<Parameter>([^<]*)<\/Parameter>/g)].map(([, name]) => name);
export const actionOf = ({ body }: Answer) => new URL(/<URL>([^<]*)<\/URL>/.exec(body)?.[1] ?? '').pathname;
export const nextOf = ({ body }: Answer) =>
  new URL(/doneAction="([^"]*)"/.exec(body)?.[1] ?? 'http://none/').pathname;

/** The same brands, whose phones show so many fields at once. */
export function withFormFields(formFields: number): {
  brandRegistry: ReturnType<typeof createBrandRegistry>;
} {
  const change = (brand: Brand): Brand => ({
    ...brand,
    unknownModel: { ...brand.unknownModel, formFields },
    models: Object.fromEntries(
      Object.entries(brand.models).map(([name, model]) => [name, { ...model, formFields }]),
    ),
  });
  return { brandRegistry: createBrandRegistry(BRANDS.map(change)) };
}
