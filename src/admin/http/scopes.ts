import type { KeyScope } from '../ports/keys';

/** From smallest to largest; each includes those before it. */
export const KEY_SCOPES = ['read', 'operate', 'manage'] as const satisfies readonly KeyScope[];

/** The name of the key from HOTDESK_ADMIN_KEY. */
export const ENVIRONMENT_KEY_NAME = 'environment';

/** The holder of a key. */
export interface KeyHolder {
  /** The id of the key at `/api/v1/keys`. */
  readonly id: string;
  /** The name of the key. */
  readonly name: string;
  readonly scopes: readonly KeyScope[];
}

/** All scopes that the largest of these includes. */
export function withIncludedScopes(scopes: readonly KeyScope[]): KeyScope[] {
  const largest = Math.max(...scopes.map((scope) => KEY_SCOPES.indexOf(scope)));
  return KEY_SCOPES.slice(0, largest + 1);
}

export function holdsScope(holder: Pick<KeyHolder, 'scopes'>, scope: KeyScope): boolean {
  return withIncludedScopes(holder.scopes).includes(scope);
}
