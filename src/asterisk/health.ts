import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import type { AmiConnection, AmiStatus } from './connection';
import { isPermissionDenied, NotifyImpossible } from './errors';
import { amiHeader } from './message';
import { type AsteriskProblem, findNotifyProblem, PRIVILEGE_MISSING } from './outbound-endpoint';

/** The state of Asterisk. `problem` is the worst one, or null. */
export interface AsteriskHealth {
  readonly connected: boolean;
  /** As reported by Asterisk, for example `22.10.1`; null before that. */
  readonly version: string | null;
  readonly problem: AsteriskProblem | null;
}

export interface HealthWatch {
  health(): AsteriskHealth;
  /**
   * Resolves when Asterisk can send a NOTIFY to a URI.
   * @throws NotifyImpossible while it would be lost; AmiDisconnected and AmiTimeout when that cannot be checked
   */
  whenNotifyWorks(): Promise<void>;
}

type Ami = Pick<AmiConnection, 'action' | 'list' | 'onEvent' | 'onConnected' | 'status'>;

/** Checks Asterisk after each (re)connect and after each reload, which may have changed its configuration. */
export function watchHealth(ami: Ami, log: Log): HealthWatch {
  let version: string | null = null;
  let problem: AsteriskProblem | null = null;
  let check: Promise<void> | null = null;

  const checkNow = (): Promise<void> => {
    const checking = findNotifyProblem(ami).then((found) => {
      if (found && found.message !== problem?.message) {
        log.error({ event: `asterisk.${found.code}`, remedy: found.remedy }, found.message);
      }
      if (!found && problem) {
        log.info({ event: 'asterisk.notify-works' }, 'Asterisk can now send a NOTIFY to a single phone');
      }
      problem = found;
    });
    check = checking;
    // A failed check says nothing, so the next caller checks again.
    checking.catch(() => {
      if (check === checking) check = null;
    });
    return checking;
  };

  ami.onConnected(async () => {
    check = null;
    version = await readVersion(ami);
    await checkNow();
    log.info({ event: 'asterisk.checked', version }, 'checked Asterisk');
  });
  ami.onEvent((event) => {
    if (amiHeader(event, 'Event') !== 'Reload') return;
    checkNow().catch((error: unknown) => {
      const fields = { event: 'asterisk.check-failed', error: errorText(error) };
      log.warn(fields, 'could not check Asterisk after its reload');
    });
  });

  return {
    health: () => {
      const status = ami.status();
      return { connected: status.connected, version, problem: connectionProblem(status) ?? problem };
    },
    whenNotifyWorks: async () => {
      await (check ?? checkNow());
      if (problem) throw new NotifyImpossible(`${problem.message} Remedy: ${problem.remedy}`);
    },
  };
}

async function readVersion(ami: Pick<AmiConnection, 'action'>): Promise<string | null> {
  try {
    return amiHeader(await ami.action({ action: 'CoreSettings' }), 'AsteriskVersion') || null;
  } catch (error) {
    if (isPermissionDenied(error)) return null;
    throw error;
  }
}

function connectionProblem(status: AmiStatus): AsteriskProblem | null {
  if (status.connected) return status.receivesSystemEvents ? null : PRIVILEGE_MISSING;
  if (status.trouble?.kind === 'login-refused') {
    return {
      code: 'ami-login-refused',
      message: `${status.trouble.message}.`,
      remedy: 'Set the same user and secret in HOTDESK_AMI_URL and in /etc/asterisk/manager.conf',
    };
  }
  const cause = status.trouble ? `: ${status.trouble.message}` : ' yet';
  return {
    code: 'not-connected',
    message: `There is no connection to Asterisk${cause}.`,
    remedy: 'Start Asterisk, and check that its AMI listens at the host and port of HOTDESK_AMI_URL',
  };
}
