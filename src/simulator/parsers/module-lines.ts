import type { Parameters } from '../../phones/brands/parameters';
import { readTextFile, UnreadableFile } from './unreadable-file';

const FIRST = /^<<VOIP CONFIG FILE>>Version:\d+\.\d+\s*$/;
const LAST = '<<END OF FILE>>';

/** Text of older Fanvil firmware: a version, `<MODULE>` lines, `--Section--` lines, and `name :value` lines to its end. */
export function parseModuleLines(bytes: Uint8Array): Parameters {
  const [first = '', ...lines] = readTextFile(bytes).split(/\r?\n/);
  if (!FIRST.test(first)) throw new UnreadableFile('the first line has no version');
  const end = lines.indexOf(LAST);
  if (end < 0) throw new UnreadableFile('the end line is missing');
  const parameters = new Map<string, string>();
  let module = '';
  let section = '';
  for (const [index, line] of lines.slice(0, end).entries()) {
    const moduleName = /^<([^<>/]+)>$/.exec(line)?.[1];
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trimEnd();
    if (moduleName !== undefined) {
      module = moduleName;
      section = '';
    } else if (/^--.+--$/.test(name)) section = `${name}/`;
    else if (line.trim() !== '') {
      if (name === '' || module === '') throw new UnreadableFile(`line ${index + 2} is not "name :value"`);
      const path = `${module}/${section}${name}`;
      if (parameters.has(path)) throw new UnreadableFile(`${path} occurs twice`);
      parameters.set(path, line.slice(colon + 1).trim());
    }
  }
  return parameters;
}
