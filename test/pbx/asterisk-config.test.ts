import { type ConfigEntry, parseConfigText } from '../../src/pbx/asterisk-config';
import fc from '../fast-check';

function value(name: string, text: string, appends = false): ConfigEntry {
  return { kind: 'value', name, value: text, appends };
}

describe('parseConfigText', () => {
  it.each<[string, string, ConfigEntry]>([
    ["FreePBX's form", '1001=1234,Alice', value('1001', '1234,Alice')],
    ["Asterisk's form", '1001 => 1234,Alice', value('1001', '1234,Alice')],
    ['spaces everywhere', '  1001  =  1234 , Alice  ', value('1001', '1234 , Alice')],
    ['tabs', '\t1001\t=>\t1234\t', value('1001', '1234')],
    ['an arrow with a gap', '1001 = > 1234', value('1001', '> 1234')],
    ['an empty value', '1001=', value('1001', '')],
    ['an equal sign in the value', '1001=1234,A,,,attach=yes', value('1001', '1234,A,,,attach=yes')],
    ['a comment behind', '1001=1234 ; PIN', value('1001', '1234')],
    ['an escaped semicolon', '1001=1234,A\\;B', value('1001', '1234,A;B')],
    ['an escaped first character', '\\[1001=1234', value('[1001', '1234')],
    ['an addition', '1001 += 5', value('1001', ' 5', true)],
    ['a section', '[default]', { kind: 'section', name: 'default', modifiers: [] }],
    ['a section with a comment', '  [default] ; all', { kind: 'section', name: 'default', modifiers: [] }],
    ['an addition to a section', '[default](+)', { kind: 'section', name: 'default', modifiers: ['+'] }],
    ['a template', '[base](!)', { kind: 'section', name: 'base', modifiers: ['!'] }],
    ['a section of templates', '[a](b, c)', { kind: 'section', name: 'a', modifiers: ['b', 'c'] }],
    ['an include', '#include vm.inc', { kind: 'include', pattern: 'vm.inc', required: true }],
    ['an include in quotes', '#include "vm x.inc"', { kind: 'include', pattern: 'vm x.inc', required: true }],
    ['an include in angles', '#include <vm.inc> ; x', { kind: 'include', pattern: 'vm.inc', required: true }],
    ['an optional include', '#tryinclude vm.inc', { kind: 'include', pattern: 'vm.inc', required: false }],
    ['a mark of byte order', '\uFEFF[default]', { kind: 'section', name: 'default', modifiers: [] }],
  ])('reads %s', (_, text, entry) => {
    expect(parseConfigText(text)).toEqual([entry]);
  });

  it.each([
    ['line without an equals sign', '1001'],
    ['value without a name', '= 1234'],
    ['section without a closing bracket', '[default'],
    ['unsupported directive', '#exec /bin/true'],
    ['include without a file', '#include ""'],
  ])('reports %s by its number and without its text', (reason, text) => {
    expect(parseConfigText(`\n\n${text}`)).toEqual([{ kind: 'problem', line: 3, reason }]);
  });

  it('skips blank lines, comments and comment blocks, including nested and inline ones', () => {
    const text = [
      '; 1=a',
      ';-- opens',
      '2=b',
      ';-- opens another',
      '3=c --;',
      '4=d --; 5=e ; 6=f',
      '7=g;-- inside --;h',
      ';--- is a plain comment',
      '8=i --; is one too',
      '',
      '9=j',
    ].join('\r\n');
    expect(parseConfigText(text)).toEqual([
      value('5', 'e'),
      value('7', 'gh'),
      value('8', 'i --'),
      value('9', 'j'),
    ]);
  });

  it('treats an unclosed block as open to the end of the file', () => {
    expect(parseConfigText('1=a\n;--\n2=b')).toEqual([value('1', 'a')]);
  });

  it('never throws', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'[]()+!;-\\=>#"<\n\r\t 1a,|') });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string({ unit: 'binary' })), (text) => {
        for (const entry of parseConfigText(text))
          expect(entry.kind).toMatch(/^(section|value|include|problem)$/);
      }),
    );
  });
});
