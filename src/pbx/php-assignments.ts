/** An assigned value: a plain string or number as text, or an expression that only PHP can evaluate. */
export type PhpValue = { readonly text: string } | 'dynamic';

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'dynamic' }
  | { readonly kind: 'word'; readonly text: string };

/**
 * The plain assignments `$name['KEY'] = 'value';` of a PHP file, without running it. Supports both kinds of quotes
 * with their escapes, numbers and comments. The last assignment of a key counts.
 */
export function phpAssignments(source: string, name: string): ReadonlyMap<string, PhpValue> {
  const tokens = tokensOf(phpPart(source));
  const found = new Map<string, PhpValue>();
  tokens.forEach((token, at) => {
    if (!isWord(token, `$${name}`)) return;
    const [opening, key, closing, equals] = tokens.slice(at + 1, at + 5);
    if (!isWord(opening, '[') || key?.kind !== 'text' || !isWord(closing, ']') || !isWord(equals, '='))
      return;
    const value = tokens.slice(at + 5, at + 7);
    const isComparison = isWord(value[0], '=');
    if (!isComparison) found.set(key.text, valueFrom(value));
  });
  return found;
}

/** A single literal is plain; anything else is dynamic. */
function valueFrom([first, second]: readonly Token[]): PhpValue {
  const isWhole = second === undefined || isWord(second, ';');
  if (!isWhole || first === undefined) return 'dynamic';
  if (first.kind === 'text') return { text: first.text };
  return first.kind === 'word' && /^\d+$/.test(first.text) ? { text: first.text } : 'dynamic';
}

function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === 'word' && token.text === text;
}

/** The source after `<?php`, or the whole file without it. `tokensOf` stops at `?>`. */
function phpPart(source: string): string {
  const start = /<\?(?:php)?/.exec(source);
  return start ? source.slice(start.index + start[0].length) : source;
}

/** `endless`: a comment or string without an end, which PHP refuses. Looking for the end of each would take long. */
const TOKEN =
  /(?<blank>\s+|\/\/[^\n]*|#[^\n]*|\/\*.*?\*\/)|(?<end>\?>)|'(?<single>(?:\\.|[^'\\])*)'|"(?<double>(?:\\.|[^"\\])*)"|(?<endless>['"]|\/\*)|(?<word>\$?\w+|.)/gsu;

function tokensOf(php: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const { groups = {} } of php.matchAll(TOKEN)) {
    if (groups.end !== undefined || groups.endless !== undefined) break;
    if (groups.single !== undefined) {
      tokens.push({ kind: 'text', text: groups.single.replace(/\\([\\'])/g, '$1') });
    } else if (groups.double !== undefined) {
      tokens.push(doubleQuoted(groups.double));
    } else if (groups.word !== undefined) {
      tokens.push({ kind: 'word', text: groups.word });
    }
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', $: '$', '"': '"' };

/** In double quotes PHP expands variables and supports more escapes. */
function doubleQuoted(inside: string): Token {
  const isPlain = !/^(?:\\.|[^\\])*?(?:\$[A-Za-z_{]|\{\$|\\[0-7xuvef])/su.test(inside);
  if (!isPlain) return { kind: 'dynamic' };
  return {
    kind: 'text',
    text: inside.replace(/\\([nrt\\$"])/g, (_, letter: string) => ESCAPES[letter] ?? letter),
  };
}
