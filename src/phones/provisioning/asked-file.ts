import type { Request } from 'express';
import type { Brand } from '../brands/brand';
import { type Identity, identify } from '../brands/identify';

/** Where phones ask for their files: bare, or behind a token. */
export const PROVISIONING_PATHS = ['/provision/:file', '/provision/:token/:file'];

const FILE_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** What a request at one of these paths says of the phone; null when no brand asks for such a file. */
export function identityIn(brands: readonly Brand[], request: Request): Identity | null {
  return identityOf(brands, String(request.params.file), request.get('User-Agent') ?? '');
}

/** What the name of a file and a User-Agent say of the phone; null when no brand asks for such a file. */
export function identityOf(brands: readonly Brand[], file: string, userAgent: string): Identity | null {
  return FILE_NAME.test(file) ? identify(brands, file, userAgent) : null;
}
