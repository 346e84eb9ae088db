export const S500 = 'Sangoma S500 V2.0.4.67';

/** A request line and its headers. What HTTP itself cannot carry in them is left out: that is not for us to judge. */
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

/** As the bytes of a header carry it. */
function inHeader(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/(?!\t)\p{Cc}/gu, '')
    .slice(0, 2_000);
}

/** As the server reads a header: HTTP takes no blanks around its value for a part of it. */
export function asRead(text: string): string {
  return inHeader(text).replace(/^[ \t]+|[ \t]+$/g, '');
}

/** As the path or query of a URL carries it. */
export function inPath(text: string): string {
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8')).replace(/%2F/gi, '/');
}
