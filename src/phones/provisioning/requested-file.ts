import type { Request } from 'express';
import type { Brand } from '../brands/brand';
import { type Identity, identifyPhone } from '../brands/identify';

/** The paths of phone files: without a token, or in the folder of a token. */
export const PROVISIONING_PATHS = ['/provision/:file', '/provision/:token/:file'];

const FILE_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** The phone that a request to one of these paths describes; null when no brand asks for the file. */
export function identifyRequest(brands: readonly Brand[], request: Request): Identity | null {
  return identifyFile(brands, String(request.params.file), request.get('User-Agent') ?? '');
}

/** The phone that a file name and a User-Agent describe; null when no brand asks for the file. */
export function identifyFile(brands: readonly Brand[], file: string, userAgent: string): Identity | null {
  return FILE_NAME.test(file) ? identifyPhone(brands, file, userAgent) : null;
}
