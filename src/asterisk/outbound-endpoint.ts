import type { AmiConnection } from './connection';
import { AmiRefused, isPermissionDenied, isUnknownAction } from './errors';
import { type AmiMessage, field } from './message';

/** Something that an admin must mend, in one plain sentence, and the line that mends it. */
export interface AsteriskProblem {
  readonly code:
    | 'not-connected'
    | 'ami-login-refused'
    | 'ami-privilege-missing'
    | 'no-default-outbound-endpoint';
  readonly message: string;
  readonly remedy: string;
}

/** The AMI account may not do what is needed; then nobody can tell whether a NOTIFY would be sent either. */
export const privilegeMissing: AsteriskProblem = {
  code: 'ami-privilege-missing',
  message: 'The AMI user lacks privileges that are needed.',
  remedy:
    'read = system,call,reporting,config and write = system,reporting,config in /etc/asterisk/manager.conf',
};

/** What Asterisk takes when the setting is missing; an endpoint of that name would do. */
const builtInName = 'default_outbound_endpoint';

const remedy = 'default_outbound_endpoint=<name of an endpoint> in /etc/asterisk/pjsip_custom_post.conf';

/**
 * Finds out whether a NOTIFY to a URI can be sent at all. Without a usable default_outbound_endpoint Asterisk answers
 * that it was sent and sends nothing, so nobody would ever know.
 * @returns what stands in the way, or null
 */
export async function findNotifyProblem(
  ami: Pick<AmiConnection, 'action' | 'list'>,
): Promise<AsteriskProblem | null> {
  try {
    const name = await configuredName(ami);
    if (await endpointExists(ami, name ?? builtInName)) return null;
    return { code: 'no-default-outbound-endpoint', message: problemText(name), remedy };
  } catch (error) {
    // Without PJSIP there is no NOTIFY to a URI, and Asterisk itself says so to whoever tries.
    if (isUnknownAction(error)) return null;
    if (isPermissionDenied(error)) return privilegeMissing;
    throw error;
  }
}

function problemText(name: string | null): string {
  const consequence = 'so a NOTIFY to a single phone is lost while Asterisk says that it was sent.';
  return name === null
    ? `PJSIP has no default_outbound_endpoint, ${consequence}`
    : `PJSIP's default_outbound_endpoint names "${name}", which does not exist, ${consequence}`;
}

/** Reads the file as Asterisk does, includes and all. It needs no `command` privilege. */
async function configuredName(ami: Pick<AmiConnection, 'action'>): Promise<string | null> {
  const headers = { Filename: 'pjsip.conf', Filter: 'type=^global$' };
  try {
    return lastSetting(await ami.action({ action: 'GetConfig', headers }), builtInName);
  } catch (error) {
    if (error instanceof AmiRefused && /^Config file not found/i.test(error.reason)) return null;
    throw error;
  }
}

/** The lines come as `Line-000000-000003: name=value`, in order; the last one holds. */
function lastSetting(config: AmiMessage, name: string): string | null {
  let found: string | null = null;
  for (const header of config.keys()) {
    const line = header.startsWith('line-') ? field(config, header) : '';
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
