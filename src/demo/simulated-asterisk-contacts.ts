import type { Contact, ContactChange } from '../desk/ports/asterisk';

interface Binding {
  readonly contact: Contact;
  readonly expiresAt: number;
}

export interface SimulatedContactsOptions {
  /** The most contacts of one endpoint; a new one beyond that replaces the oldest. */
  readonly maxContacts: number;
  /** The length of a second of an expiry, in milliseconds. */
  readonly second: number;
  readonly onChange: (change: ContactChange) => void;
}

/** The registrations of a PBX, each until it expires. */
export class SimulatedContacts {
  private readonly byEndpoint = new Map<string, Map<string, Binding>>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly options: SimulatedContactsOptions) {}

  /** The contacts of an endpoint, the oldest first. */
  of(endpoint: string): readonly Contact[] {
    return [...(this.byEndpoint.get(endpoint)?.values() ?? [])].map(({ contact }) => contact);
  }

  all(): readonly Contact[] {
    return [...this.byEndpoint.keys()].flatMap((endpoint) => this.of(endpoint));
  }

  /** Whole seconds that a contact has left. */
  secondsLeft({ endpoint, uri }: Contact): number {
    const expiresAt = this.byEndpoint.get(endpoint)?.get(uri)?.expiresAt ?? 0;
    return Math.max(Math.round((expiresAt - Date.now()) / this.options.second), 0);
  }

  /** Adds a contact, or gives it more time. */
  add(contact: Contact, seconds: number): void {
    const bindings = this.byEndpoint.get(contact.endpoint) ?? new Map<string, Binding>();
    this.byEndpoint.set(contact.endpoint, bindings);
    const tooMany = [...bindings.values()].filter(({ contact: { uri } }) => uri !== contact.uri);
    for (const old of tooMany.slice(0, Math.max(tooMany.length - this.options.maxContacts + 1, 0))) {
      this.remove(old.contact);
    }
    bindings.set(contact.uri, { contact, expiresAt: Date.now() + seconds * this.options.second });
    this.report(contact, true);
    this.watch();
  }

  /** Removes a contact and reports it; false when it was not there. */
  remove(contact: Contact): boolean {
    const removed = this.byEndpoint.get(contact.endpoint)?.delete(contact.uri) ?? false;
    if (removed) this.report(contact, false);
    return removed;
  }

  /** Forgets everything without a report. */
  clear(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.byEndpoint.clear();
  }

  private report({ endpoint, technology, uri }: Contact, present: boolean): void {
    this.options.onChange({ endpoint, technology, uri, present });
  }

  /** Removes what has expired, and looks again when the next one does. */
  private watch(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const bindings = [...this.byEndpoint.values()].flatMap((ofOne) => [...ofOne.values()]);
    if (bindings.length === 0) return;
    const next = Math.min(...bindings.map(({ expiresAt }) => expiresAt));
    const look = () => {
      const now = Date.now();
      for (const { contact, expiresAt } of bindings) {
        if (expiresAt <= now) this.remove(contact);
      }
      this.watch();
    };
    this.timer = setTimeout(look, Math.max(next - Date.now(), 1)).unref();
  }
}
