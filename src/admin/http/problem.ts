import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import type { Refusal, RefusalCode } from '../../desk/refusals';

/** Problem codes of the admin API itself. */
export type ApiCode =
  | 'unauthorized'
  | 'insufficient-scope'
  | 'not-found'
  | 'method-not-allowed'
  | 'malformed-json'
  | 'invalid-request'
  | 'too-large'
  | 'unsupported-media-type'
  | 'template-exists'
  | 'mapping-exists'
  | 'phone-exists'
  | 'template-in-use'
  | 'phone-busy'
  | 'unknown-brand'
  | 'unknown-model'
  | 'unknown-template'
  | 'template-of-another-brand'
  | 'invalid-parameter'
  | 'mac-required'
  | 'settings-conflict'
  | 'key-exists'
  | 'last-key'
  | 'pbx-complete'
  | 'losses-changed'
  | 'environment-key'
  | 'request-timeout'
  | 'too-many-requests'
  | 'overloaded'
  | 'unavailable'
  | 'internal';

export type ProblemCode = RefusalCode | ApiCode;

/** An error in a part of the request. `path` is such as `body.keys[0].kind` or `query.limit`. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** A refusal; it is sent as `application/problem+json`. */
export interface Problem {
  readonly problem: ProblemCode;
  readonly detail?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Status and default detail of each code. */
export const PROBLEMS: Readonly<Record<ProblemCode, { readonly status: number; readonly detail: string }>> = {
  'invalid-extension': { status: 422, detail: 'An extension is 1 to 20 digits.' },
  'invalid-password': { status: 422, detail: 'A password is 1 to 64 printable characters.' },
  'unknown-extension': { status: 422, detail: 'The PBX has no such extension.' },
  'locked-out': { status: 429, detail: 'Too many wrong passwords or logins. Try again later.' },
  'weak-pin': {
    status: 422,
    detail:
      'A PIN is 4 to 20 digits. It must not be like the extension, repeated digits or groups, a sequence, a year or another frequent PIN.',
  },
  'weak-voicemail-pin': {
    status: 403,
    detail: 'The voicemail PIN is too weak for a login at a phone that is not known.',
  },
  'wrong-password': { status: 403, detail: 'The password is wrong.' },
  'no-sip-account': { status: 422, detail: 'The extension has no SIP account that a phone can use.' },
  'technology-not-available': {
    status: 422,
    detail:
      'The SIP account of the extension is of a technology (PJSIP or chan_sip) that this Asterisk does not have. ' +
      'Asterisk 21 and later have no chan_sip: convert the extension to PJSIP in FreePBX.',
  },
  'unknown-phone': { status: 404, detail: 'No phone with this MAC is known.' },
  'phone-not-trusted': {
    status: 409,
    detail:
      'Nothing proves where this phone is. Send "trust": {"address": "…"} with the IP address of the phone to vouch for it. ' +
      'An address outside needs "via": "external".',
  },
  'phone-in-use': {
    status: 409,
    detail: 'Another extension is logged in at this phone.',
  },
  'address-not-set': {
    status: 409,
    detail: 'The required address (internalAddress or externalAddress) is not set in the settings.',
  },
  'not-logged-in': { status: 409, detail: 'Nobody is logged in at this phone.' },
  'not-allowed-here': { status: 403, detail: 'This extension may not log in at this phone.' },
  'in-call': { status: 409, detail: 'The phone is in a call. Try again after the call.' },
  'pbx-incomplete': {
    status: 503,
    detail:
      'FreePBX has lost many rows at once. Try again when they are there again; GET /api/v1/pbx shows what is missing.',
  },
  unauthorized: { status: 401, detail: 'Send "Authorization: Bearer <key>" with an admin key.' },
  'insufficient-scope': { status: 403, detail: 'The key does not allow this.' },
  'not-found': { status: 404, detail: 'Not found.' },
  'method-not-allowed': { status: 405, detail: 'This path does not support the method.' },
  'malformed-json': { status: 400, detail: 'The body is not a JSON object.' },
  'invalid-request': { status: 400, detail: 'The request is invalid; see "errors".' },
  'too-large': { status: 413, detail: 'The body is larger than 256 kB.' },
  'unsupported-media-type': { status: 415, detail: 'Send the body as application/json in UTF-8.' },
  'template-exists': { status: 409, detail: 'The brand has another template with this name.' },
  'mapping-exists': {
    status: 409,
    detail: 'A mapping of this extension, brand, model and MAC already exists.',
  },
  'phone-exists': { status: 409, detail: 'A phone with this MAC already exists.' },
  'template-in-use': { status: 409, detail: 'Mappings use this template.' },
  'phone-busy': {
    status: 409,
    detail:
      'The phone is logged out, but jobs for the phone or Asterisk are still waiting. Try again, ' +
      'or use force=true to delete the phone and its jobs.',
  },
  'unknown-brand': { status: 422, detail: 'Unknown brand; see /api/v1/brands.' },
  'unknown-model': { status: 422, detail: 'The brand has no such model, and no known phone reports it.' },
  'unknown-template': { status: 422, detail: 'Unknown template.' },
  'template-of-another-brand': { status: 422, detail: 'The template belongs to another brand.' },
  'invalid-parameter': {
    status: 422,
    detail: 'Config files of this brand cannot hold such a parameter.',
  },
  'mac-required': { status: 422, detail: 'Phones of this brand have a MAC: send "mac".' },
  'settings-conflict': { status: 409, detail: 'These settings conflict.' },
  'key-exists': { status: 409, detail: 'A key with this name exists or existed.' },
  'last-key': {
    status: 409,
    detail: 'This is the last key with the scope "manage". Create another one first.',
  },
  'environment-key': {
    status: 409,
    detail: 'This key comes from HOTDESK_ADMIN_KEY. Remove the setting and restart the service.',
  },
  'pbx-complete': { status: 409, detail: 'Nothing is missing.' },
  'losses-changed': {
    status: 409,
    detail: 'Something else is missing than the request says; see GET /api/v1/pbx.',
  },
  'request-timeout': { status: 408, detail: 'The body did not arrive in time.' },
  'too-many-requests': {
    status: 429,
    detail: 'This address has too many requests at once. Try again later.',
  },
  overloaded: { status: 503, detail: 'The service has too many requests at once. Try again later.' },
  unavailable: { status: 503, detail: 'The database does not answer. Try again later.' },
  internal: { status: 500, detail: 'Internal error; see the log of the service.' },
};

export function createProblem(code: ProblemCode, detail?: string, errors?: readonly FieldError[]): Problem {
  return { problem: code, detail, errors };
}

/** The problem for a refusal of the desk. */
export function problemOfRefusal(refusal: Refusal): Problem {
  return { problem: refusal.refused };
}

export function isProblem(value: object): value is Problem {
  return 'problem' in value && typeof value.problem === 'string' && Object.hasOwn(PROBLEMS, value.problem);
}

/** Sends a problem in the format of RFC 9457. */
export function sendProblem(response: Response, { problem: code, detail, errors }: Problem): void {
  const { status, detail: usual } = PROBLEMS[code];
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        title: STATUS_CODES[status] ?? 'Problem',
        status,
        code,
        detail: detail ?? usual,
        ...(errors ? { errors } : {}),
      }),
    );
}

/** Answers 405. `allowed` is such as `GET, HEAD`. */
export function refuseMethod(response: Response, allowed: string): void {
  response.set('Allow', allowed);
  sendProblem(response, createProblem('method-not-allowed', `Allowed methods: ${allowed}.`));
}
