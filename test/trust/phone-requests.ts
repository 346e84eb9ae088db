export const S500 = 'Sangoma S500 V2.0.4.67';

/** A request line and its headers. Characters that HTTP headers cannot carry are left out. */
export function request(
  path: string,
  agent: string,
  more: readonly (readonly [string, string])[] = [],
): string {
  const lines = [['Host', 'x'], ['User-Agent', agent], ...more].map(
    ([name, value]) => `${name}: ${inHeader(value ?? '')}`,
  );
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** The text as a header carries it. */
function inHeader(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/(?!\t)\p{Cc}/gu, '')
    .slice(0, 2_000);
}

/** The text as a server reads it from a header: without the blanks around it. */
export function asRead(text: string): string {
  return inHeader(text).replace(/^[ \t]+|[ \t]+$/g, '');
}

/** The text as a path or query carries it. */
export function inPath(text: string): string {
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8')).replace(/%2F/gi, '/');
}
