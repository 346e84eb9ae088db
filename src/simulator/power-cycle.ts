import type { Brand } from '../phones/brands/brand';
import { screensProfileOf } from '../phones/screens/screens-profile';
import { Browser } from './browser/browser';
import type { BootStep, DeviceProfile } from './device-profile';
import { fetchFiles } from './fetch-files';
import type { PhoneTls } from './http-get';
import { Lines } from './lines';
import type { FetchedFile, PhoneMemory } from './memory';
import { PHONE_LANGUAGES } from './protocols';
import { type ContactListener, listenForContact } from './protocols/contact-listener';
import { converse } from './protocols/converse';
import type { Fetch, PhoneFaults } from './simulated-phone';
import type { EventLog } from './sip/endpoint';
import { type ReceivedNotify, SipUserAgent } from './sip/user-agent';
import type { PhoneTiming } from './timing';

export interface PowerCycleOptions {
  readonly brand: Brand;
  readonly profile: DeviceProfile;
  readonly model: string;
  readonly mac: string;
  readonly address: string;
  readonly sipPort: number;
  readonly expires: number;
  readonly timing: PhoneTiming;
  readonly faults: PhoneFaults;
  readonly tls: PhoneTls | undefined;
  readonly memory: PhoneMemory;
  /** Where it asks for its files, now. */
  readonly provisioningUrl: () => string;
  readonly onFetch: (fetch: Fetch) => void;
  readonly onNotify: (notify: ReceivedNotify) => void;
  readonly onChange: () => void;
  /** Something went wrong that the user of the phone should see. */
  readonly onProblem: (problem: string) => void;
  readonly log: EventLog;
}

/** What is more, or no number at all, is no polling: a timer of nonsense would run at once, again and again. */
const MAX_POLL_MINUTES = 7 * 24 * 60;

/** A phone from power on to power off: everything that it does not keep. */
export class PowerCycle {
  readonly browser: Browser | null;
  private readonly sip: SipUserAgent;
  private readonly lines: Lines;
  private readonly life = new AbortController();
  private pollTimer: NodeJS.Timeout | null = null;
  private contact: ContactListener | null = null;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly options: PowerCycleOptions) {
    const { brand, profile, model, mac, address, timing, onChange } = options;
    this.sip = new SipUserAgent({
      ...options,
      port: options.sipPort,
      userAgent: profile.sipUserAgent(model),
      timing: timing.sip,
    });
    this.lines = new Lines(this.sip, options.faults);
    const userAgent = profile.userAgent(model, mac);
    const page = {
      localAddress: address,
      userAgent,
      headers: profile.pageHeaders?.(model),
      timeoutMs: timing.http,
      secondMs: timing.second,
      tls: options.tls,
      onChange,
      onReload: () => this.synchroniseUnasked('page'),
    };
    const screens = screensProfileOf(brand, brand.models[model] ?? brand.unknownModel);
    this.browser = screens === null ? null : new Browser({ ...page, profile: screens });
  }

  /** Listens for SIP, then fetches and applies. @throws the socket's error. */
  async start(): Promise<void> {
    const { brand, address } = this.options;
    await this.sip.start();
    if (brand.protocol !== undefined) {
      const language = PHONE_LANGUAGES[brand.protocol.name];
      this.contact = await listenForContact(language, address, () => this.synchroniseUnasked('contact'));
    }
    await this.synchronise('start-up');
  }

  /** Fetches the files and applies what the phone makes of them, one such work after the other. */
  synchronise(why: 'start-up' | 'solicited' = 'solicited'): Promise<void> {
    const next = this.work.then(() => this.fetchAndApply(why));
    this.work = next.catch(() => undefined); // whoever asked for it hears of the failure; the next work goes on
    return next;
  }

  /** Everything that is not kept is gone at once, and nobody is told. */
  async stop(): Promise<void> {
    this.life.abort();
    if (this.pollTimer !== null) clearTimeout(this.pollTimer);
    this.browser?.stop();
    await this.contact?.stop();
    await this.sip.stop();
  }

  get sipPort(): number {
    return this.sip.port;
  }

  registered(): readonly string[] {
    return this.lines.registered();
  }

  lineProblems(): readonly string[] {
    return this.lines.problems();
  }

  private get isOver(): boolean {
    return this.life.signal.aborted;
  }

  private async fetchAndApply(why: 'start-up' | 'solicited'): Promise<void> {
    if (this.isOver || this.options.faults.fetches === false) return;
    const { memory } = this.options;
    const files = await this.fetch(why);
    if (this.isOver) return;
    memory.take(files);
    this.pollAfter(memory.reading.pollMinutes);
    await this.lines.apply(memory.reading.accounts);
    this.options.onChange();
  }

  private fetch(why: 'start-up' | 'solicited'): Promise<readonly FetchedFile[]> {
    const { brand, profile, model, mac, address, timing, memory, provisioningUrl } = this.options;
    const asking = {
      localAddress: address,
      userAgent: profile.userAgent(model, mac),
      timeoutMs: timing.http,
      tls: this.options.tls,
      signal: this.life.signal,
      onFetch: this.options.onFetch,
      onProblem: this.options.onProblem,
    };
    const { protocol } = brand;
    if (protocol === undefined) {
      const login = memory.reading.provisioningLogin;
      return fetchFiles({ ...asking, base: provisioningUrl(), steps: this.steps(), login });
    }
    const said = profile.introduces?.(model) ?? { model, firmware: '' };
    return converse({
      ...asking,
      url: new URL(protocol.path, provisioningUrl()),
      language: PHONE_LANGUAGES[protocol.name],
      speaker: { ...said, mac, address },
      why,
      takes: (file) => memory.canRead(file),
    });
  }

  private steps(): readonly BootStep[] | null {
    const { profile, model, mac, memory } = this.options;
    if (profile.fetchesUrlItself) return null;
    const known = memory.reading.provisioningUrl === null ? null : profile.bootOnceConfigured?.(model, mac);
    return known ?? profile.boot(model, mac);
  }

  private pollAfter(minutes: number | null): void {
    if (this.pollTimer !== null) clearTimeout(this.pollTimer);
    this.pollTimer = null;
    if (minutes === null || !(minutes > 0 && minutes <= MAX_POLL_MINUTES)) return;
    this.pollTimer = setTimeout(
      () => this.synchroniseUnasked('poll'),
      minutes * this.options.timing.minute,
    ).unref();
  }

  private synchroniseUnasked(why: string): void {
    this.synchronise().catch((error: unknown) => this.options.onProblem(`${why}: ${String(error)}`));
  }
}
