import type { Parameters } from '../../brands/parameters';
import { contentVersion } from './content-version';
import { oneLine } from './one-line';

/** A name takes so many columns, with spaces behind it. */
const COLUMNS = 19;

/**
 * The text format of Fanvil's older firmware: modules, maybe with sections inside, of `name :value` lines. A parameter is
 * named `<module>/<name>` or `<module>/--<section>--/<name>`. The version at the top is made from the rest, because the
 * phone passes over a file whose version it knows.
 */
export function writeModuleLines(parameters: Parameters): Buffer {
  const rest = [...modulesOf(parameters)].map(moduleText).join('\n');
  return Buffer.from(
    `<<VOIP CONFIG FILE>>Version:${contentVersion(rest)}\n\n${rest}<<END OF FILE>>\n`,
    'utf8',
  );
}

/** By module and section; what is in no section comes first. */
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
    lines.push(`${name.padEnd(COLUMNS)}:${oneLine(value).trim()}`);
  }
  return modules;
}

function moduleText([module, sections]: [string, Sections]): string {
  const lines = [...sections].flatMap(([section, inside]) =>
    section === '' ? inside : [`${section.padEnd(COLUMNS)}:`, ...inside],
  );
  return `${[`<${module}>`, ...lines].join('\n')}\n`;
}
