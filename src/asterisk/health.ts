import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import type { AmiConnection, AmiStatus } from './connection';
import { isPermissionDenied, NotifyImpossible } from './errors';
import { field } from './message';
import { type AsteriskProblem, findNotifyProblem, privilegeMissing } from './outbound-endpoint';

/** How it stands with Asterisk. `problem` is the worst one; null when all is well. */
export interface AsteriskHealth {
  readonly connected: boolean;
  /** As Asterisk says it, for example `22.10.1`; null when it has not said it yet. */
  readonly version: string | null;
  readonly problem: AsteriskProblem | null;
}

export interface HealthWatch {
  health(): AsteriskHealth;
  /**
   * Resolves when a NOTIFY to a URI will really be sent.
   * @throws NotifyImpossible while it would be lost; AmiDisconnected and AmiTimeout when that cannot be found out
   */
  whenNotifyWorks(): Promise<void>;
}

type Ami = Pick<AmiConnection, 'action' | 'list' | 'onEvent' | 'onConnected' | 'status'>;

/** Looks at Asterisk after each (re)connect, and after each reload, which may have changed its configuration. */
export function watchHealth(ami: Ami, log: Log): HealthWatch {
  let version: string | null = null;
  let problem: AsteriskProblem | null = null;
  let look: Promise<void> | null = null;

  const lookNow = (): Promise<void> => {
    const looking = findNotifyProblem(ami).then((found) => {
      if (found && found.message !== problem?.message) log.error({ remedy: found.remedy }, found.message);
      if (!found && problem) log.info({}, 'Asterisk can send a NOTIFY to a single phone now');
      problem = found;
    });
    look = looking;
    // A look that failed tells nothing, so whoever wants to know next looks again.
    looking.catch(() => {
      if (look === looking) look = null;
    });
    return looking;
  };

  ami.onConnected(async () => {
    look = null;
    version = await readVersion(ami);
    await lookNow();
    log.info({ version }, 'looked at Asterisk');
  });
  ami.onEvent((event) => {
    if (field(event, 'Event') !== 'Reload') return;
    lookNow().catch((error: unknown) => {
      log.warn({ reason: errorText(error) }, 'could not look at Asterisk after its reload');
    });
  });

  return {
    health: () => {
      const status = ami.status();
      return { connected: status.connected, version, problem: connectionProblem(status) ?? problem };
    },
    whenNotifyWorks: async () => {
      await (look ?? lookNow());
      if (problem) throw new NotifyImpossible(`${problem.message} Cure: ${problem.remedy}`);
    },
  };
}

async function readVersion(ami: Pick<AmiConnection, 'action'>): Promise<string | null> {
  try {
    return field(await ami.action({ action: 'CoreSettings' }), 'AsteriskVersion') || null;
  } catch (error) {
    if (isPermissionDenied(error)) return null;
    throw error;
  }
}

function connectionProblem(status: AmiStatus): AsteriskProblem | null {
  if (status.connected) return status.hearsSystemEvents ? null : privilegeMissing;
  if (status.trouble?.kind === 'login-refused') {
    return {
      code: 'ami-login-refused',
      message: `${status.trouble.message}.`,
      remedy: 'The same user and secret in HOTDESK_AMI_URL and in /etc/asterisk/manager.conf',
    };
  }
  const why = status.trouble ? `: ${status.trouble.message}` : ' yet';
  return {
    code: 'not-connected',
    message: `There is no connection to Asterisk${why}.`,
    remedy: 'A running Asterisk, and its AMI at the host and port of HOTDESK_AMI_URL',
  };
}
