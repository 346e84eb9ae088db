import type { Brand } from '../../src/phones/brands/brand';
import type { DisplayedForm, DisplayedScreen } from '../../src/simulator/browser/displayed-screen';
import { formUrl } from '../../src/simulator/browser/form-url';
import { readPage } from '../../src/simulator/browser/read-page';
import type { Reading } from '../../src/simulator/device-profile';
import { profileOf } from '../device-profiles';
import type { Answer, TestApp } from '../test-app';
import type { ModelRow } from './support';
import { parsed, prefixOf } from './support';

/** Sends the single requests of a phone of this model to the phone server, without the simulator. */
export class RequestingPhone {
  readonly mac: string;
  /** The token of its link, for phones that only the link identifies. */
  link: string | null = null;
  private readonly brand: Brand;

  constructor(
    private readonly app: TestApp,
    private readonly row: ModelRow,
    /** Less than 16. */
    phoneNumber: number,
    readonly address = `127.0.90.${phoneNumber}`,
  ) {
    this.brand = row.brand;
    this.mac = `${prefixOf(row.brand)}aaaaaaaa`.slice(0, 11) + phoneNumber.toString(16);
  }

  /** The User-Agent of its registrations. */
  get sipUserAgent(): string {
    return profileOf(this.brand).sipUserAgent(this.row.name);
  }

  /** The names of all files that it requests, when factory-new and later. */
  files(): string[] {
    const profile = profileOf(this.brand);
    const steps = [
      ...profile.boot(this.row.name, this.mac),
      ...(profile.bootOnceConfigured?.(this.row.name, this.mac) ?? []),
    ];
    return [...new Set(steps.map(({ file }) => file))];
  }

  get(pathname: string, method: 'GET' | 'HEAD' = 'GET'): Promise<Answer> {
    const profile = profileOf(this.brand);
    const headers = {
      ...profile.pageHeaders?.(this.row.name),
      'User-Agent': profile.userAgent(this.row.name, this.mac),
    };
    return this.app.get(pathname, this.address, headers, method);
  }

  pathOf(file: string): string {
    return this.link === null ? `/provision/${file}` : `/provision/${this.link}/${file}`;
  }

  /** Fetches its config. */
  config(): Promise<Answer> {
    const file = profileOf(this.brand).boot(this.row.name, this.mac).at(-1)?.file ?? '';
    return this.get(this.pathOf(file));
  }

  read({ bytes }: Answer): Reading {
    return profileOf(this.brand).read(parsed(this.brand, bytes), this.row.name);
  }

  /** The path that the login key of a config opens. */
  keyIn(config: Answer): string {
    return pathIn(this.read(config).keys.find(({ opens }) => opens !== null)?.opens);
  }

  /** Requests the pages of a login in order. `onPage` gets each answer with its path. */
  async logIn(
    extension: string,
    password: string,
    onPage: (pathname: string, answer: Answer) => Promise<void> = async () => undefined,
  ): Promise<DisplayedScreen> {
    let pathname = this.keyIn(await this.config());
    const typed: Readonly<Record<string, string>> = { extension, password };
    for (;;) {
      const answer = await this.get(pathname);
      await onPage(pathname, answer);
      const screen = this.shown(answer);
      const nextUrl = urlOfLabel(screen, 'Login') ?? urlOfLabel(screen, 'Login as other');
      if (nextUrl === null && screen.kind !== 'form') return screen;
      pathname = pathIn(screen.kind === 'form' ? formUrl(filledIn(screen, typed)) : nextUrl);
    }
  }

  async logOut(): Promise<DisplayedScreen> {
    const menu = this.shown(await this.get(this.keyIn(await this.config())));
    return this.shown(await this.get(pathIn(urlOfLabel(menu, 'Logout'))));
  }

  private shown({ bytes }: Answer): DisplayedScreen {
    const { screens } = this.brand;
    if (screens === null) throw new Error(`${this.brand.id} shows no screens`);
    return readPage(bytes, screens);
  }

  /** The body without everything that identifies the phone: its MAC, its token and values made from them. */
  withoutIdentity({ bytes }: Answer): string {
    const pairs = this.mac.match(/../g) ?? [];
    const macForms = [this.mac, pairs.join(':'), pairs.join('-')].join('|');
    return bytes
      .toString('utf8')
      .replace(new RegExp(macForms, 'gi'), 'MAC')
      .replace(/\b(provision|apps)\/(?:[\w-]{22}|[\w-]{32})(?=[/<"\s]|$)/g, '$1/TOKEN')
      .replace(this.brand.format === 'cnf-xml' ? /<versionStamp>[^<]*/ : /$^/, '<versionStamp>')
      .replace(/(<Version>|CONFIG FILE>>Version:)2\.\d{10}/, '$1STAMP');
  }
}

function pathIn(url: string | null | undefined): string {
  const { pathname, search } = new URL(url ?? 'about:no-key-opens-the-login');
  return `${pathname}${search}`;
}

/** The URL of the menu item or soft key with this label, or null. */
function urlOfLabel(screen: DisplayedScreen, label: string): string | null {
  const items = screen.kind === 'menu' ? screen.items : [];
  const softKeys = screen.softKeys.flatMap(({ label: keyLabel, does }) =>
    'open' in does ? [{ label: keyLabel, url: does.open }] : [],
  );
  return [...items, ...softKeys].find((item) => item.label === label)?.url ?? null;
}

function filledIn(form: DisplayedForm, typed: Readonly<Record<string, string>>): DisplayedForm {
  return {
    ...form,
    fields: form.fields.map((field) => ({ ...field, value: typed[field.name] ?? field.value })),
  };
}
