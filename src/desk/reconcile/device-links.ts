import type { DeskDeps } from '../deps';
import type { Session } from '../model';

/**
 * FreePBX's dialplan rings at a phone, and lets it dial, by what AstDB says of its account. Where that is not what
 * FreePBX's tables say (a restore that broke off does so), the phone is logged in and yet mute: it is tied to its user
 * again.
 */
export async function repairDeviceLink(deps: DeskDeps, session: Session): Promise<void> {
  const { endpoint, extension } = session;
  const link = await deps.asterisk.deviceLink(endpoint, extension);
  if (!link || (link.user === extension && link.devices.includes(endpoint))) return;
  await deps.asterisk.linkDevice(endpoint, extension);
  const { id, mac, phoneAddress: address } = session;
  const details = { session: id, user: link.user, devices: link.devices };
  await deps.store.transaction((tx) =>
    tx.addAudit({
      at: deps.clock(),
      actor: 'system',
      action: 'device-linked',
      mac,
      extension,
      address,
      details,
    }),
  );
  deps.publish({ type: 'session-repaired', session, what: 'device-linked' });
}
