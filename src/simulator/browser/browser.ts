import type { ScreensProfile } from '../../phones/screens/screens-profile';
import { HttpFailure, httpGet, type PhoneTls } from '../http-get';
import { urlOf } from './absolute-url';
import type { DisplayedForm, DisplayedMenu, DisplayedScreen, DisplayedSoftKey } from './displayed-screen';
import { formUrl } from './form-url';
import { PageRefused } from './page-root';
import { readPage } from './read-page';

export interface BrowserOptions {
  readonly profile: ScreensProfile;
  readonly localAddress: string;
  readonly userAgent: string;
  /** What it says of itself beside its User-Agent. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
  /** The length of a second of a page's time-out, in milliseconds. */
  readonly secondMs: number;
  readonly tls?: PhoneTls | undefined;
  readonly onChange: () => void;
  /** A page makes the phone read its settings. */
  readonly onReload: () => void;
}

/** A phone's browser for XML applications. Every method that cannot be done throws PageRefused and changes nothing. */
export class Browser {
  private shown: DisplayedScreen | null = null;
  private idleTimer: NodeJS.Timeout | null = null;
  private readonly life = new AbortController();

  constructor(private readonly options: BrowserOptions) {}

  /** The page on the display; null: the idle screen. */
  get screen(): DisplayedScreen | null {
    return this.shown;
  }

  /** Fetches a page and shows it. */
  async open(url: string): Promise<void> {
    this.show(readPage(await this.fetch(url), this.options.profile));
  }

  /** Presses an item of the menu, from 1. */
  async pressItem(place: number): Promise<void> {
    const menu = this.expect('menu');
    const item = menu.items[place - 1];
    if (item === undefined) throw new PageRefused(`the menu has no item ${place}`);
    await this.open(item.url);
  }

  /** Types a value into a field of the form, instead of what stands there. */
  fill(name: string, value: string): void {
    const form = this.expect('form');
    const field = form.fields.find((candidate) => candidate.name === name);
    if (field === undefined || !field.editable) throw new PageRefused(`the form has no field ${name}`);
    if (field.type === 'digits' && !/^[0-9*#]*$/.test(value)) {
      throw new PageRefused(`the field ${name} takes digits only`);
    }
    const fields = form.fields.map((candidate) => (candidate === field ? { ...field, value } : candidate));
    this.show({ ...form, fields });
  }

  /** The OK key: the highlighted item of a menu, the submit of a form, the end of a text. */
  async ok(): Promise<void> {
    const screen = this.shown;
    if (screen === null) throw new PageRefused('nothing is on the display');
    if (screen.kind === 'menu') return this.pressItem(screen.highlighted);
    if (screen.kind === 'form') return this.open(formUrl(screen));
    return screen.doneUrl === null ? this.close() : this.open(screen.doneUrl);
  }

  /** Leaves the page: to where it says, else to the idle screen. */
  async exit(): Promise<void> {
    const cancelUrl = this.shown?.cancelUrl ?? null;
    this.close();
    if (cancelUrl !== null) await this.open(cancelUrl);
  }

  /** Presses the soft key at this place below the display, from 1. */
  async pressSoftKey(index: number): Promise<void> {
    const key = this.shown?.softKeys.find((candidate) => candidate.index === index);
    if (key === undefined) throw new PageRefused(`the page has no soft key ${index}`);
    await this.run(key);
  }

  /** Goes back to the idle screen and aborts what is being fetched: the phone loses its power. */
  stop(): void {
    this.life.abort();
    this.close();
  }

  private run({ does, label }: DisplayedSoftKey): Promise<void> {
    if ('open' in does) return this.open(does.open);
    if (does.action === 'exit') return this.exit();
    if (does.action === 'erase') return this.erase();
    const fits = does.action === (this.shown?.kind === 'menu' ? 'select' : 'submit');
    if (!fits || this.shown?.kind === 'text') throw new PageRefused(`${label} does nothing on this page`);
    return this.ok();
  }

  /** Takes the last character out of the field that is being typed into. */
  private async erase(): Promise<void> {
    const form = this.expect('form');
    const filled = form.fields.filter(({ editable, value }) => editable && value !== '').at(-1);
    if (filled) this.fill(filled.name, [...filled.value].slice(0, -1).join(''));
  }

  private close(): void {
    this.show(null);
  }

  private show(screen: DisplayedScreen | null): void {
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    const changed = screen !== this.shown;
    this.shown = screen;
    if (screen !== null && screen.timeoutSeconds > 0) {
      const pause = screen.timeoutSeconds * this.options.secondMs;
      this.idleTimer = setTimeout(() => this.close(), pause).unref();
    }
    if (screen?.kind === 'text' && typeof screen.reloadsAfter === 'number')
      this.reloadAfter(screen.reloadsAfter);
    if (changed) this.options.onChange();
  }

  /** The time is a page's own, as its time-out is: what ends the one ends the other. */
  private reloadAfter(seconds: number): void {
    this.idleTimer = setTimeout(() => {
      this.close();
      this.options.onReload();
    }, seconds * this.options.secondMs).unref();
  }

  private async fetch(url: string): Promise<Buffer> {
    const { profile, localAddress, userAgent, headers, timeoutMs, tls } = this.options;
    const request = {
      localAddress,
      userAgent,
      headers,
      timeoutMs,
      tls,
      maxBytes: profile.maxBytes,
      signal: this.life.signal,
    };
    const answer = await httpGet({ ...request, url: new URL(urlOf(url, 'key')) }).catch((error: unknown) => {
      if (error instanceof HttpFailure) throw new PageRefused(error.message, { cause: error });
      throw error;
    });
    if (answer.status !== 200) throw new PageRefused(`the server answered ${answer.status}`);
    if (answer.contentType !== mediaType(profile.contentType)) {
      throw new PageRefused(
        `the page is ${answer.contentType || 'of no type'}, not ${mediaType(profile.contentType)}`,
      );
    }
    return answer.body;
  }

  private expect(kind: 'menu'): DisplayedMenu;
  private expect(kind: 'form'): DisplayedForm;
  private expect(kind: DisplayedScreen['kind']): DisplayedScreen {
    if (this.shown?.kind !== kind) throw new PageRefused(`no ${kind} is on the display`);
    return this.shown;
  }
}

function mediaType(contentType: string): string {
  return contentType.split(';')[0]?.trim().toLowerCase() ?? '';
}
