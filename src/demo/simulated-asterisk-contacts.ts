import type { Contact, ContactChange } from '../desk/ports/asterisk';

interface Binding {
  readonly contact: Contact;
  readonly expiresAt: number;
}

export interface SimulatedContactsOptions {
  /** The limit of contacts per endpoint. One more replaces the oldest. */
  readonly maxContacts: number;
  /** Milliseconds per second of an expiry. */
  readonly second: number;
  readonly onChange: (change: ContactChange) => void;
}

/** The registered contacts of the PBX. Each is removed when it expires. */
export class SimulatedContacts {
  private readonly byEndpoint = new Map<string, Map<string, Binding>>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly options: SimulatedContactsOptions) {}

  /** The contacts of an endpoint, oldest first. */
  of(endpoint: string): readonly Contact[] {
    return [...(this.byEndpoint.get(endpoint)?.values() ?? [])].map(({ contact }) => contact);
  }

  all(): readonly Contact[] {
    return [...this.byEndpoint.keys()].flatMap((endpoint) => this.of(endpoint));
  }

  /** Whole seconds until a contact expires. */
  secondsLeft({ endpoint, uri }: Contact): number {
    const expiresAt = this.byEndpoint.get(endpoint)?.get(uri)?.expiresAt ?? 0;
    return Math.max(Math.round((expiresAt - Date.now()) / this.options.second), 0);
  }

  /** Adds a contact, or extends its expiry. */
  add(contact: Contact, seconds: number): void {
    const bindings = this.byEndpoint.get(contact.endpoint) ?? new Map<string, Binding>();
    this.byEndpoint.set(contact.endpoint, bindings);
    const others = [...bindings.values()].filter(({ contact: { uri } }) => uri !== contact.uri);
    for (const old of others.slice(0, Math.max(others.length - this.options.maxContacts + 1, 0))) {
      this.remove(old.contact);
    }
    bindings.set(contact.uri, { contact, expiresAt: Date.now() + seconds * this.options.second });
    this.report(contact, true);
    this.scheduleExpiry();
  }

  /** Removes a contact and reports it. False when there is none. */
  remove(contact: Contact): boolean {
    const removed = this.byEndpoint.get(contact.endpoint)?.delete(contact.uri) ?? false;
    if (removed) this.report(contact, false);
    return removed;
  }

  /** Removes all contacts without reporting it. */
  clear(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.byEndpoint.clear();
  }

  private report({ endpoint, technology, uri }: Contact, present: boolean): void {
    this.options.onChange({ endpoint, technology, uri, present });
  }

  /** Removes expired contacts when the next one expires. */
  private scheduleExpiry(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const bindings = [...this.byEndpoint.values()].flatMap((endpointBindings) => [
      ...endpointBindings.values(),
    ]);
    if (bindings.length === 0) return;
    const next = Math.min(...bindings.map(({ expiresAt }) => expiresAt));
    const removeExpired = () => {
      const now = Date.now();
      for (const { contact, expiresAt } of bindings) {
        if (expiresAt <= now) this.remove(contact);
      }
      this.scheduleExpiry();
    };
    this.timer = setTimeout(removeExpired, Math.max(next - Date.now(), 1)).unref();
  }
}
