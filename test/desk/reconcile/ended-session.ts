/** A row of an ended session. */
export function endedSession(id: string, endedAt: number) {
  return {
    id: id.slice(0, 36),
    extension: '1001',
    endpoint: '1001',
    technology: 'pjsip',
    mac: '005058000001',
    via: 'internal',
    state: 'ended',
    allowed_by: 'rest',
    token_id: `token ${id}`.slice(0, 64),
    token_nonce: 'nonce',
    phone_address: '127.0.0.11',
    requested_at: 1,
    provisioned_at: 2,
    verified_at: 3,
    ended_at: endedAt,
    end_reason: 'logout',
  };
}
