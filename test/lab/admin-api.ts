export const LAB_ADMIN_KEY = 'the-admin-key-of-the-whole-lab';
/** All instances on one database have the same secret. */
export const LAB_SECRET = 'one-secret-for-all-instances-of-the-lab';

export interface AdminApiAnswer {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | null;
  /** The parsed JSON; empty without a body. */
  readonly body: Record<string, unknown>;
}

/** Sends a request to the admin API of a service in the lab, with the lab's key. */
export async function callAdminApi(
  { adminPort }: { readonly adminPort: number },
  method: string,
  path: string,
  body?: object,
): Promise<AdminApiAnswer> {
  const response = await fetch(`http://127.0.0.1:${adminPort}${path}`, {
    method,
    headers: { Authorization: `Bearer ${LAB_ADMIN_KEY}`, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    retryAfter: response.headers.get('retry-after'),
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}
