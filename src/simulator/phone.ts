import { setTimeout as pause } from 'node:timers/promises';
import { errorText } from '../lib/errors';
import { parseMac } from '../lib/mac';
import type { Browser } from './browser/browser';
import type { DisplayedScreen } from './browser/displayed-screen';
import { PageRefused } from './browser/page-root';
import type { AccountReading, KeyReading } from './device-profile';
import { PhoneMemory } from './memory';
import { PowerCycle } from './power-cycle';
import { renderPhone } from './render';
import type { FetchRecord, NotifyRecord, SimulatedPhone, SimulatedPhoneOptions } from './simulated-phone';
import type { ReceivedNotify } from './sip/user-agent';
import { PHONE_TIMING, type PhoneTiming } from './timing';
import { waitUntil } from './wait-until';

export type { SimulatedPhone, SimulatedPhoneOptions } from './simulated-phone';

/**
 * Creates a phone that is off and has no stored settings.
 * @throws Error when the MAC is invalid.
 */
export function createSimulatedPhone(options: SimulatedPhoneOptions): SimulatedPhone {
  return new Phone(options);
}

class Phone implements SimulatedPhone {
  readonly fetches: FetchRecord[] = [];
  readonly notifies: NotifyRecord[] = [];
  private readonly model: string;
  private readonly mac: string;
  private readonly timing: PhoneTiming;
  private readonly memory: PhoneMemory;
  private readonly listeners = new Set<() => void>();
  private cycle: PowerCycle | null = null;
  private rebooting = false;
  private rebootCount = 0;
  private lastProblem: string | null = null;
  private port: number;

  constructor(private readonly options: SimulatedPhoneOptions) {
    const mac = parseMac(options.mac);
    if (mac === null) throw new Error(`${JSON.stringify(options.mac)} is no MAC`);
    this.mac = mac;
    this.port = options.sipPort ?? options.brand.sipPort;
    this.model = options.brand.modelOf(options.model);
    this.timing = { ...PHONE_TIMING, ...options.timing };
    this.memory = new PhoneMemory(options.profile, this.model, (problem) =>
      this.report('simulated-phone.file-unreadable', problem),
    );
  }

  async boot(): Promise<void> {
    if (this.cycle !== null) throw new Error('the phone is on already');
    this.lastProblem = null;
    const cycle = new PowerCycle(this.cycleOptions());
    this.cycle = cycle;
    try {
      await cycle.start();
      this.port = cycle.sipPort; // a free port, once found, stays the phone's
    } catch (error) {
      if (this.cycle === cycle) await this.powerOff();
      throw error;
    }
  }

  async powerOff(): Promise<void> {
    const cycle = this.cycle;
    this.cycle = null;
    await cycle?.stop();
    this.notifyListeners();
  }

  async reboot(): Promise<void> {
    const cycle = this.running();
    if (this.rebooting) return;
    this.rebooting = true;
    try {
      await pause(this.timing.reboot, undefined, { ref: false });
      if (this.cycle !== cycle) return; // powered off meanwhile
      await this.powerOff();
      this.rebootCount += 1;
      await this.boot();
    } finally {
      this.rebooting = false;
    }
  }

  async reload(): Promise<void> {
    const cycle = this.running();
    this.lastProblem = null;
    await cycle.synchronise();
  }

  keys(): readonly KeyReading[] {
    return this.isOn ? this.memory.reading.keys : [];
  }

  accounts(): readonly AccountReading[] {
    return this.isOn ? this.memory.reading.accounts : [];
  }

  screen(): DisplayedScreen | null {
    return this.cycle?.browser?.screen ?? null;
  }

  registered(): readonly string[] {
    return this.cycle?.registered() ?? [];
  }

  problem(): string | null {
    return this.lastProblem ?? this.cycle?.lineProblems()[0] ?? null;
  }

  get isOn(): boolean {
    return this.cycle !== null;
  }

  get reboots(): number {
    return this.rebootCount;
  }

  get sipPort(): number {
    return this.cycle?.sipPort ?? this.port;
  }

  pressKey(labelOrSlot: string): Promise<void> {
    return this.performAction(async (browser) => {
      const keys = this.keys();
      const key =
        keys.find(({ label }) => label === labelOrSlot) ?? keys.find(({ slot }) => slot === labelOrSlot);
      if (key === undefined) throw new PageRefused(`there is no key ${labelOrSlot}`);
      if (key.opens === null) throw new PageRefused(`the key ${labelOrSlot} opens no application`);
      await browser.open(key.opens);
    });
  }

  choose(label: string): Promise<void> {
    return this.performAction(async (browser) => {
      const screen = browser.screen;
      const place = screen?.kind === 'menu' ? screen.items.findIndex((item) => item.label === label) : -1;
      if (place >= 0) return browser.pressItem(place + 1);
      const softKey = screen?.softKeys.find((key) => key.label === label);
      if (softKey === undefined) throw new PageRefused(`nothing on the display has the label ${label}`);
      return browser.pressSoftKey(softKey.index);
    });
  }

  fill(values: Readonly<Record<string, string>>): void {
    const browser = this.browser();
    const screen = browser.screen;
    const fields = screen?.kind === 'form' ? screen.fields : [];
    for (const [nameOrLabel, value] of Object.entries(values)) {
      const field =
        fields.find(({ name }) => name === nameOrLabel) ?? fields.find(({ label }) => label === nameOrLabel);
      browser.fill(field?.name ?? nameOrLabel, value);
    }
  }

  submit(): Promise<void> {
    return this.performAction((browser) => browser.ok());
  }

  exit(): Promise<void> {
    return this.performAction((browser) => browser.exit());
  }

  pressSoftKey(index: number): Promise<void> {
    return this.performAction((browser) => browser.pressSoftKey(index));
  }

  pressItem(place: number): Promise<void> {
    return this.performAction((browser) => browser.pressItem(place));
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  render(): string {
    const title = `${this.options.brand.name} ${this.model} ${this.mac}`;
    if (!this.isOn) return renderPhone({ title, keys: [], screen: null, status: ['switched off'] });
    const users = this.registered();
    const state = users.length === 0 ? 'not registered' : `registered as ${users.join(', ')}`;
    const problem = this.problem();
    const status = [`${state}, reboots ${this.reboots}`, ...(problem === null ? [] : [`! ${problem}`])];
    return renderPhone({ title, keys: this.keys(), screen: this.screen(), status });
  }

  until(condition: (phone: SimulatedPhone) => boolean, milliseconds: number): Promise<void> {
    return waitUntil(this, condition, milliseconds);
  }

  private cycleOptions() {
    const { brand, profile, address, expires, urlFrom, url, faults } = this.options;
    return {
      brand,
      profile,
      address,
      model: this.model,
      mac: this.mac,
      sipPort: this.port,
      expires: expires ?? 3600,
      timing: this.timing,
      faults: faults ?? {},
      tls: this.options.tls,
      memory: this.memory,
      provisioningUrl: () => (urlFrom === 'dhcp' ? url : (this.memory.reading.provisioningUrl ?? url)),
      onFetch: (fetch: FetchRecord) => {
        this.fetches.push(fetch);
        this.notifyListeners();
      },
      onNotify: (notify: ReceivedNotify) => this.handleNotify(notify),
      onChange: () => this.notifyListeners(),
      onProblem: (problem: string) => this.report('simulated-phone.problem', problem),
      log: (event: string, message: string) => this.log(event, message),
    };
  }

  private handleNotify(notify: ReceivedNotify): void {
    const did = this.options.profile.onNotify(notify.event, this.memory.parameters, this.model);
    this.notifies.push({ ...notify, did });
    this.notifyListeners();
    if (did === 'ignore') return;
    const work = did === 'reload' ? this.reload() : this.reboot();
    work.catch((error: unknown) =>
      this.report('simulated-phone.notify-failed', `${did}: ${errorText(error)}`),
    );
  }

  /** Performs a user action. Also shows a refusal as the problem of the phone. */
  private async performAction(action: (browser: Browser) => Promise<void>): Promise<void> {
    const browser = this.browser();
    this.lastProblem = null;
    try {
      await action(browser);
    } catch (error) {
      if (error instanceof PageRefused) this.report('simulated-phone.page-refused', error.message);
      throw error;
    }
  }

  private browser(): Browser {
    const browser = this.running().browser;
    if (browser === null) throw new PageRefused('this phone shows no pages');
    return browser;
  }

  private running(): PowerCycle {
    if (this.cycle === null) throw new Error('the phone is off');
    return this.cycle;
  }

  private report(event: string, problem: string): void {
    this.lastProblem = problem;
    this.log(event, problem);
    this.notifyListeners();
  }

  private log(event: string, message: string): void {
    this.options.log?.debug({ event, mac: this.mac }, message);
  }

  private notifyListeners(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
