import { isDeepStrictEqual } from 'node:util';
import type { AccountReading } from './device-profile';
import type { PhoneFaults } from './simulated-phone';
import type { Registration } from './sip/registration';
import type { SipUserAgent } from './sip/user-agent';

interface Line {
  readonly account: AccountReading;
  readonly registration: Registration;
}

/** The lines of a phone: one registration per account slot that is to register. */
export class Lines {
  private readonly bySlot = new Map<number, Line>();

  constructor(
    private readonly sip: SipUserAgent,
    private readonly faults: PhoneFaults = {},
  ) {}

  /** Un-registers changed lines with their old credentials first, then registers new ones. */
  async apply(accounts: readonly AccountReading[]): Promise<void> {
    const stale = [...this.bySlot].filter(([slot, line]) => !isDeepStrictEqual(line.account, accounts[slot]));
    for (const [slot] of stale) this.bySlot.delete(slot);
    await Promise.all(stale.map(([, line]) => this.sip.unregister(line.registration)));
    if (this.faults.registers === false) return;
    for (const [slot, account] of accounts.entries()) {
      if (this.bySlot.has(slot) || !shouldRegister(account)) continue;
      this.bySlot.set(slot, { account, registration: this.sip.register(account) });
    }
  }

  /** The users that the phone believes to be registered. */
  registered(): readonly string[] {
    const lines = [...this.bySlot.values()];
    return lines
      .filter((line) => line.registration.state.kind === 'registered')
      .map((line) => line.account.user);
  }

  /** The reasons why lines are not registered. */
  problems(): readonly string[] {
    return [...this.bySlot.values()].flatMap(({ account, registration: { state } }) =>
      state.kind === 'failed' ? [`${account.user}: ${state.problem}`] : [],
    );
  }
}

function shouldRegister({ enabled, register, user, server }: AccountReading): boolean {
  return enabled && register && user !== '' && server !== '';
}
