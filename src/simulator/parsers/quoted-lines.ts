import type { Parameters } from '../../phones/brands/parameters';
import { readTextFile, UnreadableFile } from './unreadable-file';

const HEADER = '# Panasonic SIP Phone Standard Format File #';
const MAX_LINE_BYTES = 537;
const MAX_FILE_BYTES = 120 * 1024;

/**
 * `NAME="value"` lines below a header. Ignores comments, empty lines and lines that are too long, including the
 * line end. The first of two lines with one name wins. The last line must be empty.
 */
export function parseQuotedLines(bytes: Uint8Array): Parameters {
  if (bytes.length > MAX_FILE_BYTES)
    throw new UnreadableFile(`${bytes.length} bytes, but the phone reads ${MAX_FILE_BYTES}`);
  const lines = readTextFile(bytes).split(/\r\n|\r|\n/);
  if (!lines[0]?.startsWith(HEADER)) throw new UnreadableFile(`the file does not begin with ${HEADER}`);
  if (lines.at(-1) !== '' || lines.at(-2) !== '') throw new UnreadableFile('the last line is not empty');
  const parameters = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith('#') || Buffer.byteLength(line) + 2 > MAX_LINE_BYTES) continue;
    const [, name, value] = /^([A-Z][A-Z0-9_]{0,31})="(.*)"$/s.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new UnreadableFile(`line ${index + 1} is not NAME="value"`);
    }
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}
