import { errorText } from '../lib/errors';
import type { Brand } from '../phones/brands/brand';
import { screensProfileOf } from '../phones/screens/screens-profile';
import { Browser } from './browser/browser';
import type { BootStep, DeviceProfile } from './device-profile';
import { fetchFiles } from './fetch-files';
import type { PhoneTls } from './http-get';
import { Lines } from './lines';
import type { FetchedFile, PhoneMemory } from './memory';
import { PHONE_PROTOCOLS } from './protocols';
import { type ContactListener, listenForContact } from './protocols/contact-listener';
import { runProvisioningProtocol } from './protocols/run-provisioning-protocol';
import type { FetchRecord, PhoneFaults } from './simulated-phone';
import type { WriteLogLine } from './sip/endpoint';
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
  /** The current provisioning URL. */
  readonly provisioningUrl: () => string;
  readonly onFetch: (fetch: FetchRecord) => void;
  readonly onNotify: (notify: ReceivedNotify) => void;
  readonly onChange: () => void;
  /** Reports a problem to show on the phone. */
  readonly onProblem: (problem: string) => void;
  readonly log: WriteLogLine;
}

/** A longer or invalid interval disables polling: Node would fire such a timer at once, in a loop. */
const MAX_POLL_MINUTES = 7 * 24 * 60;

/** One run of a phone, from power on to power off, with all state that is lost without power. */
export class PowerCycle {
  readonly browser: Browser | null;
  private readonly sip: SipUserAgent;
  private readonly lines: Lines;
  private readonly stopSignal = new AbortController();
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
      onReload: () => this.synchroniseInBackground('page'),
    };
    const screens = screensProfileOf(brand, brand.models[model] ?? brand.unknownModel);
    this.browser = screens === null ? null : new Browser({ ...page, profile: screens });
  }

  /** Listens for SIP, then fetches and applies. @throws the socket's error. */
  async start(): Promise<void> {
    const { brand, address } = this.options;
    await this.sip.start();
    if (brand.protocol !== undefined) {
      const phoneProtocol = PHONE_PROTOCOLS[brand.protocol.name];
      this.contact = await listenForContact(phoneProtocol, address, () =>
        this.synchroniseInBackground('contact'),
      );
    }
    await this.synchronise('start-up');
  }

  /** Fetches and applies the files. Runs are queued. */
  synchronise(why: 'start-up' | 'solicited' = 'solicited'): Promise<void> {
    const next = this.work.then(() => this.fetchAndApply(why));
    this.work = next.catch(() => undefined); // the caller gets the error; the queue continues
    return next;
  }

  /** Stops at once, without un-registering. */
  async stop(): Promise<void> {
    this.stopSignal.abort();
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

  private get isStopped(): boolean {
    return this.stopSignal.signal.aborted;
  }

  private async fetchAndApply(why: 'start-up' | 'solicited'): Promise<void> {
    if (this.isStopped || this.options.faults.fetches === false) return;
    const { memory } = this.options;
    const files = await this.fetch(why);
    if (this.isStopped) return;
    memory.applyFiles(files);
    this.pollAfter(memory.reading.pollMinutes);
    await this.lines.apply(memory.reading.accounts);
    this.options.onChange();
  }

  private fetch(why: 'start-up' | 'solicited'): Promise<readonly FetchedFile[]> {
    const { brand, profile, model, mac, address, timing, memory, provisioningUrl } = this.options;
    const request = {
      localAddress: address,
      userAgent: profile.userAgent(model, mac),
      timeoutMs: timing.http,
      tls: this.options.tls,
      signal: this.stopSignal.signal,
      onFetch: this.options.onFetch,
      onProblem: this.options.onProblem,
    };
    const { protocol } = brand;
    if (protocol === undefined) {
      const login = memory.reading.provisioningLogin;
      return fetchFiles({ ...request, base: provisioningUrl(), steps: this.steps(), login });
    }
    const identity = profile.protocolIdentity?.(model) ?? { model, firmware: '' };
    return runProvisioningProtocol({
      ...request,
      url: new URL(protocol.path, provisioningUrl()),
      protocol: PHONE_PROTOCOLS[protocol.name],
      identity: { ...identity, mac, address },
      why,
      canRead: (file) => memory.canRead(file),
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
      () => this.synchroniseInBackground('poll'),
      minutes * this.options.timing.minute,
    ).unref();
  }

  private synchroniseInBackground(why: string): void {
    this.synchronise().catch((error: unknown) => this.options.onProblem(`${why}: ${errorText(error)}`));
  }
}
