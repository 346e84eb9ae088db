import { isTokenText } from '../../desk/provisioning/tokens';

/** Texts of requests are cut to this length in the log. */
const MAX_CHARACTERS = 100;
const FILE_NAME = /^[A-Za-z0-9._-]{1,100}$/;
/** Long enough to be, or to contain, a token. */
const LONG_RUN = /[A-Za-z0-9_-]{22,}/g;
const MAC = /[0-9a-f]{12}/i;

/** A requested file name for the log. Its path may hold a token, and a wrong URL what somebody typed. */
export function loggableFile(name: string): string {
  return FILE_NAME.test(name) ? maskTokens(name) : '<unusual name>';
}

/** A User-Agent for the log, without tokens and without values of a query. */
export function loggableUserAgent(text: string): string {
  return maskTokens(text.replace(/=\S*/g, '=…')).slice(0, MAX_CHARACTERS);
}

/** Keeps the MAC in a long name, which says which phone it is; a run that may be a token shows nothing of itself. */
function maskTokens(text: string): string {
  return text.replace(LONG_RUN, (run) =>
    isTokenText(run) ? '<masked>' : ['<masked', ...(MAC.exec(run) ?? [])].join(' ').concat('>'),
  );
}
