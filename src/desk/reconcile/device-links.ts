import type { DeskDeps } from '../deps';
import type { Session } from '../model';

/**
 * FreePBX's dialplan uses AstDB to ring a phone and to let it dial. If AstDB differs from FreePBX's tables, for example
 * after an aborted restore, the phone is registered but cannot call or be called. This links the device to its user again.
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
  deps.publish({ type: 'session-repaired', session, repair: 'device-linked' });
}
