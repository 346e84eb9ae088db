import { sampleSecret } from '../sql/freepbx/rows';

// The peer: Asterisk's own provisioning server, which renders its template polycom.xml for each phone from values in
// memory.
const FIRST_MAC = 0x000fd3000001;

/** Config files of an Asterisk that provisions `phones` phones. */
export function phoneprovConf(phones: number): Record<string, string> {
  return {
    'phoneprov.conf': [
      '[general]',
      'default_profile=polycom',
      '[polycom]',
      'mime_type => text/xml',
      `\${MAC}.cfg => 000000000000.cfg`,
      `config/\${MAC} => polycom.xml`,
      '',
    ].join('\n'),
    'users.conf': '[general]\n',
    'pjsip.endpoint_custom.conf': phoneprovMacs(phones).map(phoneSection).join('\n'),
  };
}

/** The path of each phone's config on Asterisk's HTTP server. */
export function phoneprovPaths(phones: number): string[] {
  return phoneprovMacs(phones).map((mac) => `/phoneprov/config/${mac}`);
}

function phoneprovMacs(phones: number): string[] {
  return Array.from({ length: phones }, (_, index) => (FIRST_MAC + index).toString(16).padStart(12, '0'));
}

function phoneSection(mac: string, index: number): string {
  const user = String(5001 + index);
  return [
    `[prov-${mac}]`,
    'type=phoneprov',
    'PROFILE=polycom',
    `MAC=${mac}`,
    `USERNAME=${user}`,
    `LABEL=${user}`,
    `DISPLAY_NAME=Desk ${user}`,
    `SECRET=${sampleSecret(user)}`,
    '',
  ].join('\n');
}
