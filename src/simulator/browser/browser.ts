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
  /** Further request headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
  /** Milliseconds per second of a page's timeout. */
  readonly secondMs: number;
  readonly tls?: PhoneTls | undefined;
  readonly onChange: () => void;
  /** Called when a page makes the phone reload its settings. */
  readonly onReload: () => void;
}

/** A phone's browser for XML applications. An action that is not possible throws PageRefused and changes nothing. */
export class Browser {
  private shown: DisplayedScreen | null = null;
  private idleTimer: NodeJS.Timeout | null = null;
  private readonly stopSignal = new AbortController();

  constructor(private readonly options: BrowserOptions) {}

  /** The displayed page; null: the idle screen. */
  get screen(): DisplayedScreen | null {
    return this.shown;
  }

  /** Fetches a page and shows it. */
  async open(url: string): Promise<void> {
    this.show(readPage(await this.fetch(url), this.options.profile));
  }

  /** Presses a menu item by its position, from 1. */
  async pressItem(place: number): Promise<void> {
    const menu = this.expect('menu');
    const item = menu.items[place - 1];
    if (item === undefined) throw new PageRefused(`the menu has no item ${place}`);
    await this.open(item.url);
  }

  /** Replaces the value of a form field. */
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

  /** Presses OK: opens the highlighted menu item, submits a form, closes a text. */
  async ok(): Promise<void> {
    const screen = this.shown;
    if (screen === null) throw new PageRefused('nothing is on the display');
    if (screen.kind === 'menu') return this.pressItem(screen.highlighted);
    if (screen.kind === 'form') return this.open(formUrl(screen));
    return screen.doneUrl === null ? this.close() : this.open(screen.doneUrl);
  }

  /** Leaves the page, to its cancel URL or the idle screen. */
  async exit(): Promise<void> {
    const cancelUrl = this.shown?.cancelUrl ?? null;
    this.close();
    if (cancelUrl !== null) await this.open(cancelUrl);
  }

  /** Presses a soft key by its position, from 1. */
  async pressSoftKey(index: number): Promise<void> {
    const key = this.shown?.softKeys.find((candidate) => candidate.index === index);
    if (key === undefined) throw new PageRefused(`the page has no soft key ${index}`);
    await this.run(key);
  }

  /** Aborts requests and returns to the idle screen, as at a power loss. */
  stop(): void {
    this.stopSignal.abort();
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

  /** Deletes the last character of the field that was typed into last. */
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

  /** Uses the page timer, so leaving the page cancels the reload. */
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
      signal: this.stopSignal.signal,
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
