import type { Parameters } from '../../brands/parameters';
import { contentVersion } from './content-version';
import { oneLine } from './one-line';

/** Names are padded to this width. */
const NAME_COLUMNS = 19;

/**
 * The text format of Fanvil's older firmware: modules, some with sections, of `name :value` lines. A parameter is named
 * `<module>/<name>` or `<module>/--<section>--/<name>`. The version is derived from the content, because the phone skips
 * a file whose version it has.
 */
export function writeModuleLines(parameters: Parameters): Buffer {
  const rest = [...modulesOf(parameters)].map(moduleText).join('\n');
  return Buffer.from(
    `<<VOIP CONFIG FILE>>Version:${contentVersion(rest)}\n\n${rest}<<END OF FILE>>\n`,
    'utf8',
  );
}

/** Lines by section; those outside any section (key '') come first. */
type Sections = ReadonlyMap<string, readonly string[]>;

function modulesOf(parameters: Parameters): Map<string, Sections> {
  const modules = new Map<string, Map<string, string[]>>();
  for (const [path, value] of parameters) {
    const [module = '', ...inside] = path.split('/');
    const [name = '', section = ''] = inside.reverse();
    const sections = modules.get(module) ?? new Map([['', []]]);
    modules.set(module, sections);
    const lines = sections.get(section) ?? [];
    sections.set(section, lines);
    lines.push(`${name.padEnd(NAME_COLUMNS)}:${oneLine(value).trim()}`);
  }
  return modules;
}

function moduleText([module, sections]: [string, Sections]): string {
  const lines = [...sections].flatMap(([section, inside]) =>
    section === '' ? inside : [`${section.padEnd(NAME_COLUMNS)}:`, ...inside],
  );
  return `${[`<${module}>`, ...lines].join('\n')}\n`;
}
