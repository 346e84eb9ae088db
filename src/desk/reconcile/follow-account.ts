import type { DeskDeps } from '../deps';
import type { Session, SipAccount } from '../model';
import type { SessionChange } from '../ports/store';
import { configDecisionOf } from '../provisioning/resolve-config';

/** FreePBX deletes and recreates an extension when it is edited, so only what lasts longer counts. */
export const EDITED_MS = 15_000;

/** Another account than that of the session, and since when FreePBX gives it to the extension. */
interface OtherAccount {
  readonly name: string;
  readonly since: number;
  readonly isReported: boolean;
}

export interface AccountFollower {
  /**
   * Returns the session once it has the account that FreePBX gives to its extension. Null until then: its phone is to be left alone.
   * @param isConnected whether Asterisk can be asked for its account.
   */
  follow(session: Session, isConnected: boolean): Promise<Session | null>;
  /** Forgets sessions that have ended. */
  dropEnded(running: readonly Session[]): void;
}

/**
 * Follows a running session when FreePBX gives its extension another device or technology: after a conversion from chan_sip to
 * PJSIP its phone must register again. Waits until Asterisk has that account, which is after "Apply Config": before, the phone would
 * lose the registration that still works.
 */
export function createAccountFollower(deps: DeskDeps): AccountFollower {
  const others = new Map<string, OtherAccount>();

  /** Whether another account has lasted, and Asterisk has it. */
  const mayFollow = async (session: Session, account: SipAccount): Promise<boolean> => {
    const name = `${account.technology} ${account.endpoint}`;
    const now = deps.clock();
    const seen = others.get(session.id);
    const other = seen?.name === name ? seen : { name, since: now, isReported: false };
    others.set(session.id, other);
    if (Math.abs(now - other.since) < EDITED_MS) return false;
    const state = await deps.asterisk.endpointState(account);
    if (state === 'present') return true;
    if (!other.isReported) {
      const { mac, extension } = session;
      const { endpoint, technology } = account;
      deps.log.warn(
        { event: 'session.account-not-in-asterisk', mac, extension, endpoint, technology, state },
        'FreePBX has another SIP account for a session than Asterisk; the phone keeps the old one until "Apply Config"',
      );
      others.set(session.id, { ...other, isReported: true });
    }
    return false;
  };

  return {
    async follow(session, isConnected) {
      const account = await deps.directory.sipAccount(session.extension);
      if (!account) return null;
      if (hasAccount(session, account)) {
        others.delete(session.id);
        return session;
      }
      if (!isConnected || !(await mayFollow(session, account))) return null;
      others.delete(session.id);
      return moveToAccount(deps, session, account);
    },
    dropEnded(running) {
      const ids = new Set(running.map(({ id }) => id));
      for (const id of others.keys()) if (!ids.has(id)) others.delete(id);
    },
  };
}

function hasAccount(session: Session, account: SipAccount): boolean {
  return session.endpoint === account.endpoint && session.technology === account.technology;
}

/** The phone is notified also if its config is the same as before: it has to register with the other technology. */
async function moveToAccount(deps: DeskDeps, session: Session, account: SipAccount): Promise<Session | null> {
  const next = { endpoint: account.endpoint, technology: account.technology };
  const decision = await configDecisionOf(deps, { ...session, ...next });
  if (!decision) return null;
  const notifiedHash = deps.configHashOf(decision);
  const now = deps.clock();
  const followed = await deps.store.transaction(async (tx) => {
    const current = await tx.session(session.id);
    if (!current || current.state === 'ended' || hasAccount(current, account)) return null;
    const { id, mac, extension, phoneAddress: address, endpoint, technology } = current;
    const change: SessionChange = {
      ...next,
      ...(current.state === 'verified' ? { state: 'provisioned', contactUri: null, contactLostAt: now } : {}),
      notifiedAt: now,
      notifiedHash,
      escalationLevel: 0,
      unverifiedAt: null,
    };
    await tx.updateSession(id, change);
    if (!(await tx.hasPendingJobsAt(mac))) await tx.addJob(mac, { kind: 'notify-phone', sessionId: id }, now);
    const from = `${technology} ${endpoint}`;
    const to = `${account.technology} ${account.endpoint}`;
    const details = { session: id, from, to };
    await tx.addAudit({
      at: now,
      actor: 'system',
      action: 'account-followed',
      mac,
      extension,
      address,
      details,
    });
    return { ...current, ...change };
  });
  if (!followed) return null;
  deps.publish({ type: 'session-repaired', session: followed, repair: 'account-followed' });
  deps.wakeOutbox();
  return followed;
}
