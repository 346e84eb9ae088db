import type { AmiConnection } from './connection';
import { AmiRefused, isPermissionDenied, isUnknownAction } from './errors';
import { type AmiMessage, amiHeader } from './message';

/** A problem that an admin must fix: one sentence, and the remedy. */
export interface AsteriskProblem {
  readonly code:
    | 'not-connected'
    | 'ami-login-refused'
    | 'ami-privilege-missing'
    | 'no-default-outbound-endpoint';
  readonly message: string;
  readonly remedy: string;
}

/** Without these privileges it is also unknown whether a NOTIFY would be sent. */
export const PRIVILEGE_MISSING: AsteriskProblem = {
  code: 'ami-privilege-missing',
  message: 'The AMI user lacks privileges.',
  remedy:
    'read = system,call,reporting,config and write = system,command,reporting,config in /etc/asterisk/manager.conf',
};

/** The setting, and the name that Asterisk uses when the setting is missing. */
const BUILT_IN_NAME = 'default_outbound_endpoint';

const remedy = 'default_outbound_endpoint=<name of an endpoint> in /etc/asterisk/pjsip_custom_post.conf';

/**
 * Checks whether Asterisk can send a NOTIFY to a URI. Without a usable default_outbound_endpoint it reports success and
 * sends nothing.
 * @returns the problem, or null
 */
export async function findNotifyProblem(
  ami: Pick<AmiConnection, 'action' | 'list'>,
): Promise<AsteriskProblem | null> {
  try {
    const name = await configuredName(ami);
    if (await endpointExists(ami, name ?? BUILT_IN_NAME)) return null;
    return { code: 'no-default-outbound-endpoint', message: problemText(name), remedy };
  } catch (error) {
    // Without PJSIP there is no NOTIFY to a URI; PJSIPNotify then fails with an error of its own.
    if (isUnknownAction(error)) return null;
    if (isPermissionDenied(error)) return PRIVILEGE_MISSING;
    throw error;
  }
}

function problemText(name: string | null): string {
  const consequence = 'so a NOTIFY to a single phone is lost although Asterisk reports it as sent.';
  return name === null
    ? `PJSIP has no default_outbound_endpoint, ${consequence}`
    : `PJSIP's default_outbound_endpoint names "${name}", which does not exist, ${consequence}`;
}

/** Asterisk reads the file with its includes. This needs no `command` privilege. */
async function configuredName(ami: Pick<AmiConnection, 'action'>): Promise<string | null> {
  const headers = { Filename: 'pjsip.conf', Filter: 'type=^global$' };
  try {
    return lastSetting(await ami.action({ action: 'GetConfig', headers }), BUILT_IN_NAME);
  } catch (error) {
    if (error instanceof AmiRefused && /^Config file not found/i.test(error.reason)) return null;
    throw error;
  }
}

/** Lines come as `Line-000000-000003: name=value`, in order; the last one wins. */
function lastSetting(config: AmiMessage, name: string): string | null {
  let found: string | null = null;
  for (const header of config.keys()) {
    const line = header.startsWith('line-') ? amiHeader(config, header) : '';
    const [key = '', ...value] = line.split('=');
    if (key.trim() === name) found = value.join('=').trim();
  }
  return found || null;
}

async function endpointExists(ami: Pick<AmiConnection, 'list'>, name: string): Promise<boolean> {
  try {
    await ami.list({ action: 'PJSIPShowEndpoint', headers: { Endpoint: name } });
    return true;
  } catch (error) {
    if (error instanceof AmiRefused && /^Unable to retrieve endpoint/i.test(error.reason)) return false;
    throw error;
  }
}
