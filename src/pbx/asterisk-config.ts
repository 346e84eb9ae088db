/** One meaningful line of an Asterisk configuration file. */
export type ConfigEntry =
  | { readonly kind: 'section'; readonly name: string; readonly modifiers: readonly string[] }
  | ConfigValue
  | { readonly kind: 'include'; readonly pattern: string; readonly required: boolean }
  | { readonly kind: 'problem'; readonly line: number; readonly reason: string };

/** `name = value`, or `name += value`, which appends to the previous value; leading blanks of the value then count. */
export interface ConfigValue {
  readonly kind: 'value';
  readonly name: string;
  readonly value: string;
  readonly appends: boolean;
}

/**
 * Parses the text of an Asterisk configuration file as Asterisk does.
 *
 * Never throws: an invalid line becomes a `problem` with its line number, never its text, which may be a secret.
 * Includes are reported but not followed; config-files.ts follows them.
 */
export function parseConfigText(text: string): readonly ConfigEntry[] {
  const entries: ConfigEntry[] = [];
  let depth = 0;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((raw, index) => {
      const line = withoutComments(raw, depth);
      depth = line.depth;
      const content = line.text.trim();
      if (content !== '') entries.push(parseLine(content, index + 1));
    });
  return entries;
}

/**
 * Removes the comments of a line: `;` to the end of the line, and `;--` … `--;` across lines, which may be nested.
 * `\;` is a semicolon. `depth` is the number of open blocks.
 */
function withoutComments(line: string, depthBefore: number): { text: string; depth: number } {
  let text = '';
  let depth = depthBefore;
  let from = 0;
  const append = (part: string) => {
    if (depth === 0) text += part;
  };
  for (;;) {
    const at = line.indexOf(';', from);
    if (at < 0) {
      append(line.slice(from));
      return { text, depth };
    }
    if (at > from && line[at - 1] === '\\') {
      append(`${line.slice(from, at - 1)};`);
      from = at + 1;
    } else if (line.startsWith(';--', at) && line[at + 3] !== '-') {
      append(line.slice(from, at));
      depth += 1;
      from = at + 3;
    } else if (depth > 0) {
      if (at >= from + 2 && line.slice(at - 2, at) === '--') depth -= 1;
      from = at + 1;
    } else {
      append(line.slice(from, at));
      return { text, depth };
    }
  }
}

function parseLine(content: string, line: number): ConfigEntry {
  if (content.startsWith('[')) return parseSection(content, line);
  if (content.startsWith('#')) return parseDirective(content, line);
  return parseValue(content, line);
}

/** `[name]`, `[name](+)`, `[name](!)`, `[name](template,template)`. */
function parseSection(content: string, line: number): ConfigEntry {
  const header = /^\[([^\]]*)\](?:\(([^)]*)\))?/.exec(content);
  if (!header) return problem(line, 'section without a closing bracket');
  const modifiers = (header[2] ?? '').split(',').map((modifier) => modifier.trim());
  return {
    kind: 'section',
    name: (header[1] ?? '').trim(),
    modifiers: modifiers.filter((modifier) => modifier !== ''),
  };
}

/** `#include file` and `#tryinclude file`, with or without quotes. */
function parseDirective(content: string, line: number): ConfigEntry {
  const directive = /^#(\S+)\s*(.*)$/.exec(content);
  const name = directive?.[1]?.toLowerCase();
  const pattern = unquoted(directive?.[2] ?? '');
  if (name !== 'include' && name !== 'tryinclude') return problem(line, 'unsupported directive');
  if (pattern === '') return problem(line, 'include without a file');
  return { kind: 'include', pattern, required: name === 'include' };
}

function unquoted(text: string): string {
  const quoted = /^"(.*)"$|^<(.*)>$/.exec(text);
  return (quoted ? (quoted[1] ?? quoted[2] ?? '') : text).trim();
}

/** `name = value`, `name => value`, `name += value`. A leading backslash escapes `[` or `#`. */
function parseValue(content: string, line: number): ConfigEntry {
  const text = content.startsWith('\\') ? content.slice(1) : content;
  const equals = text.indexOf('=');
  if (equals < 0) return problem(line, 'line without an equals sign');
  const appends = equals > 0 && text[equals - 1] === '+';
  const name = text.slice(0, appends ? equals - 1 : equals).trim();
  if (name === '') return problem(line, 'value without a name');
  const isArrow = !appends && text[equals + 1] === '>';
  const value = text.slice(equals + (isArrow ? 2 : 1));
  return { kind: 'value', name, value: appends ? value : value.trim(), appends };
}

function problem(line: number, reason: string): ConfigEntry {
  return { kind: 'problem', line, reason };
}
