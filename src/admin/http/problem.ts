import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import type { Refusal, RefusalCode } from '../../desk/refusals';

/** What the admin API itself refuses. */
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
  | 'environment-key'
  | 'unavailable'
  | 'internal';

export type ProblemCode = RefusalCode | ApiCode;

/** What a part of the request has against it. `path` is such as `body.keys[0].kind` or `query.limit`. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** An answer that is none: it becomes `application/problem+json`. */
export interface Problem {
  readonly problem: ProblemCode;
  readonly detail?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Each code with its status and what it says when nothing more precise is known. Total, so none is forgotten. */
export const PROBLEMS: Readonly<Record<ProblemCode, { readonly status: number; readonly detail: string }>> = {
  'invalid-extension': { status: 422, detail: 'An extension is 1 to 20 digits.' },
  'invalid-password': { status: 422, detail: 'A password is 1 to 64 printable characters.' },
  'unknown-extension': { status: 422, detail: 'The PBX has no such extension.' },
  'locked-out': { status: 429, detail: 'Too many wrong passwords. Try again later.' },
  'weak-pin': {
    status: 422,
    detail:
      'A PIN is 4 to 20 digits, not the extension, forwards or backwards, not one digit over and over, and no row.',
  },
  'wrong-password': { status: 403, detail: 'The password is wrong.' },
  'no-sip-account': { status: 422, detail: 'The extension has no SIP account that a phone could use.' },
  'unknown-phone': { status: 404, detail: 'No phone with this MAC is known.' },
  'phone-not-trusted': {
    status: 409,
    detail:
      'Nobody has logged in at this phone yet, so nothing proves who fetches its config. ' +
      'Say "trust": "last-seen" to vouch for its last fetch.',
  },
  'address-not-set': { status: 409, detail: 'The address that this needs is not in the settings.' },
  'not-logged-in': { status: 409, detail: 'Nobody is logged in at this phone.' },
  'not-allowed-here': { status: 403, detail: 'This extension may not log in at this phone.' },
  'in-call': { status: 409, detail: 'There is a call at the phone. Try again when it has ended.' },
  unauthorized: { status: 401, detail: 'Say "Authorization: Bearer <key>" with a admin key.' },
  'insufficient-scope': { status: 403, detail: 'The key does not allow this.' },
  'not-found': { status: 404, detail: 'There is nothing here.' },
  'method-not-allowed': { status: 405, detail: 'This cannot be done here.' },
  'malformed-json': { status: 400, detail: 'The body is no JSON object.' },
  'invalid-request': { status: 400, detail: 'The request is not as it should be; see "errors".' },
  'too-large': { status: 413, detail: 'The body is larger than 256 kB.' },
  'unsupported-media-type': { status: 415, detail: 'Send the body as application/json in UTF-8.' },
  'template-exists': { status: 409, detail: 'The brand has another template with this name.' },
  'mapping-exists': {
    status: 409,
    detail: 'There is a mapping of this extension, brand, model and MAC already.',
  },
  'phone-exists': { status: 409, detail: 'A phone with this MAC is known already.' },
  'template-in-use': { status: 409, detail: 'Mappings lead to this template.' },
  'phone-busy': {
    status: 409,
    detail:
      'Nobody is logged in at this phone any more, but it and Asterisk have not been told yet. Try again, ' +
      'or say force=true to remove the phone all the same.',
  },
  'unknown-brand': { status: 422, detail: 'There is no such brand; see /api/v1/brands.' },
  'unknown-model': { status: 422, detail: 'The brand has no such model, nor has any phone said it.' },
  'unknown-template': { status: 422, detail: 'There is no such template.' },
  'template-of-another-brand': { status: 422, detail: 'The template is of another brand.' },
  'invalid-parameter': {
    status: 422,
    detail: 'The config files of this brand cannot hold such a parameter.',
  },
  'mac-required': { status: 422, detail: 'Phones of this brand have a MAC of their own: say which.' },
  'settings-conflict': { status: 409, detail: 'These settings do not go together.' },
  'key-exists': { status: 409, detail: 'There is, or was, a key with this name.' },
  'last-key': { status: 409, detail: 'No other key with the scope "manage" would be left. Make one first.' },
  'environment-key': {
    status: 409,
    detail: 'This key is given by HOTDESK_ADMIN_KEY. Take it away there, and start the service again.',
  },
  unavailable: { status: 503, detail: 'The database does not answer. Try again later.' },
  internal: { status: 500, detail: 'Something is wrong with the service; its log says what.' },
};

export function problem(code: ProblemCode, detail?: string, errors?: readonly FieldError[]): Problem {
  return { problem: code, detail, errors };
}

/** A refusal of the desk, as this door says it. */
export function problemOf(refusal: Refusal): Problem {
  return { problem: refusal.refused };
}

export function isProblem(value: object): value is Problem {
  return 'problem' in value && typeof value.problem === 'string' && value.problem in PROBLEMS;
}

/** Sends a problem as RFC 9457 says. */
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

/** Answers a method that a path does not know. `allowed` is such as `GET, HEAD`. */
export function refuseMethod(response: Response, allowed: string): void {
  response.set('Allow', allowed);
  sendProblem(response, problem('method-not-allowed', `Here one may ${allowed}.`));
}
