/** The keywords of `sip` by which a soft phone is recognised. */
export const SOFT_KEYWORDS = ['webrtc', 'transport', 'media_encryption'] as const;

/**
 * FreePBX puts these before the number of a user for the soft devices that it creates: 99 for the WebRTC phone of UCP, 98 for
 * Sangoma's desktop client, 90 for Zulu.
 */
const SOFT_PREFIXES = ['99', '98', '90'];

/** Whether a device is a browser's or a soft phone's. No desk phone can register by it, and its secret is not for one. */
export function isSoftDevice(
  device: string,
  user: string,
  settings: Partial<Readonly<Record<(typeof SOFT_KEYWORDS)[number], string>>>,
): boolean {
  return (
    SOFT_PREFIXES.some((prefix) => device === `${prefix}${user}`) ||
    settings.webrtc === 'yes' ||
    settings.media_encryption === 'dtls' ||
    usesWebSocketsOnly(settings.transport ?? '')
  );
}

/** `transport` is such as `0.0.0.0-wss` for PJSIP and `wss,ws` or `udp,tcp,tls` for chan_sip. */
function usesWebSocketsOnly(transport: string): boolean {
  const names = transport.split(/[\s,&]+/).filter((name) => name !== '');
  return names.length > 0 && names.every((name) => /(^|-)wss?$/i.test(name));
}
