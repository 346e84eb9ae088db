import { LAB_ADMIN_KEY } from '../lab/admin-api';

export const SANGOMA_AGENT = { 'User-Agent': 'Sangoma S500 2.0.4.67' };
export const YEALINK_AGENT = { 'User-Agent': 'Yealink SIP-T46S 66.86.0.15' };

/** Headers that claim to come from the phone, or request more than allowed. */
export function forgedHeaders(address: string): Record<string, string>[] {
  const claims = [
    'X-Forwarded-For',
    'X-Real-IP',
    'X-Client-IP',
    'True-Client-IP',
    'CF-Connecting-IP',
    'X-Originating-IP',
  ];
  return [
    SANGOMA_AGENT,
    YEALINK_AGENT,
    ...claims.map((name) => ({ ...SANGOMA_AGENT, [name]: address })),
    { ...SANGOMA_AGENT, Forwarded: `for=${address};host=127.0.0.1;proto=https` },
    {
      ...SANGOMA_AGENT,
      'X-Forwarded-For': `${address}, 127.0.0.1`,
      'X-Forwarded-Host': '127.0.0.1',
      Via: `1.1 ${address}`,
    },
    { ...SANGOMA_AGENT, Host: 'pbx.example.com' },
    { ...SANGOMA_AGENT, Host: `${address}@127.0.0.1` },
    {
      ...SANGOMA_AGENT,
      Range: 'bytes=0-',
      'If-None-Match': '*',
      'If-Modified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT',
    },
    { ...SANGOMA_AGENT, Referer: 'http://127.0.0.1/provision/', Origin: 'null', Cookie: 'session=1' },
    { ...SANGOMA_AGENT, 'X-Original-URL': '/api/v1/extensions', 'X-Rewrite-URL': '/api/v1/settings' },
    { ...SANGOMA_AGENT, 'X-HTTP-Method-Override': 'DELETE', Expect: '200-ok' },
    { ...SANGOMA_AGENT, Authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` },
    {
      ...SANGOMA_AGENT,
      'Accept-Encoding': 'gzip, br',
      Accept: 'application/json',
      Connection: 'close, Upgrade',
      Upgrade: 'h2c',
    },
    {},
  ];
}

/** Variants of a file name that a server might read as the same file. */
export function fileNameTricks(mac: string, file: string): string[] {
  const coded = [...file].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
  const colons = mac.replace(/(..)(?=.)/g, '$1:');
  return [
    ...[
      file.toUpperCase(),
      coded,
      coded.replaceAll('%', '%25'),
      `${file}/`,
      `${file}.`,
      `${file}%20`,
      `${file}%00`,
    ],
    ...[
      `${file}%00.txt`,
      `${file}%0a`,
      `${file};x=1`,
      `${file}?x`,
      `${file}%3f`,
      `${file}#x`,
      `${file}~`,
      `${file}.bak`,
    ],
    ...[
      `./${file}`,
      `x/../${file}`,
      `%2e/${file}`,
      `..%2fprovision%2f${file}`,
      `${file}\\`,
      `\\${file}`,
      `//${file}`,
    ],
    ...[
      `cfg${colons}.xml`,
      `${colons}.cfg`,
      `${mac.replace(/0/g, '%EF%BC%90')}.cfg`,
      `${file}%E2%80%8B`,
      `%ff${file}`,
    ],
    ...[
      `${mac}.xml`,
      `${mac}`,
      `${mac}.json`,
      `*`,
      `%2a.cfg`,
      `${file}::$DATA`,
      `cfg${mac}.xml.tmp`,
      `cfg%.xml`,
    ],
  ];
}

/** Paths out of the folders that a listener serves. */
export function escapingPaths(): string[] {
  const targets = [
    'etc/passwd',
    'package.json',
    'secret.key',
    'hotdesk.sqlite',
    'freepbx.conf',
    'config-cache',
  ];
  const ups = [
    '../',
    '..%2f',
    '%2e%2e/',
    '%2e%2e%2f',
    '..%5c',
    '..\\',
    '%252e%252e%252f',
    '..;/',
    '.%00./',
    '..%c0%af',
  ];
  return targets.flatMap((target) => [
    `//${target}`,
    `/${target}%00.cfg`,
    `file:///${target}`,
    ...ups.flatMap((up) =>
      ['/provision/', '/apps/', '/', '/api/v1/'].map((base) => `${base}${up.repeat(8)}${target}`),
    ),
  ]);
}

/** Two lengths, two encodings, misplaced spaces and line breaks: the inner request must not be answered. */
export function smuggledRequests(inner: string): string[] {
  const head = 'POST /provision/x.cfg HTTP/1.1\r\nHost: x\r\n';
  const length = `Content-Length: ${inner.length}\r\n`;
  const chunked = `0\r\n\r\n${inner}`;
  return [
    `${head}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`,
    `${head}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${chunked}`,
    `${head}Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n${chunked}`,
    `${head}Transfer-Encoding: xchunked\r\n\r\n${chunked}`,
    `${head}Transfer-Encoding: chunked, identity\r\n\r\n${chunked}`,
    `${head}Content-Length: 0\r\n${length}\r\n${inner}`,
    `${head}Content-Length: +${inner.length}\r\n\r\n${inner}`,
    `${head}Content-Length:\r\n ${inner.length}\r\n\r\n${inner}`,
    `GET /healthz HTTP/1.1\nHost: x\n\n${inner}`,
    `GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\rGET / HTTP/1.1\r\n\r\n${inner}`,
    `GET http://127.0.0.1/provision/x HTTP/1.1\r\nHost: x\r\n\r\n${inner}`,
    `CONNECT 127.0.0.1:5038 HTTP/1.1\r\nHost: x\r\n\r\nAction: Ping\r\n\r\n`,
    `GET / HTTP/0.9\r\n\r\n${inner}`,
    `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${inner}`,
    `\0\x16\x03\x01${inner}`,
  ];
}

export function wrongKeys(): Record<string, string>[] {
  return [
    {},
    { Authorization: 'Bearer ' },
    { Authorization: `Bearer ${LAB_ADMIN_KEY.slice(0, -1)}` },
    { Authorization: `Bearer ${LAB_ADMIN_KEY}x` },
    { Authorization: `Bearer ${LAB_ADMIN_KEY.toUpperCase()}` },
    { Authorization: LAB_ADMIN_KEY },
    { Authorization: `Basic ${Buffer.from(`admin:${LAB_ADMIN_KEY}`).toString('base64')}` },
    { Authorization: 'Bearer null', 'X-Forwarded-For': '127.0.0.1', 'X-Api-Key': 'x' },
  ];
}

export const INJECTIONS = [
  '\r\nAction: Logoff\r\n\r\n',
  '\nContext:from-internal\nAction: Originate',
  '\0',
  ';transport=tcp',
  '@evil.example.com',
  '%0d%0aAction:%20Command%0d%0aCommand:%20core%20stop%20now',
  '"><Execute/>',
  `${'$'}{SHELL(id)}`,
  "'; DROP TABLE users; --",
  ',Event=check-sync;reboot=true',
];
