import { decodeXml } from './decode';
import { MalformedXml, type XmlNode } from './element';
import { resolveReferences } from './entities';

/** Configs and pages are never nested deeper. */
const MAX_LEVELS = 100;

const NAME = /[\p{L}_:][\p{L}\p{N}._:-]*/uy;
const BLANKS = /[ \t\n]*/y;

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlNode[];
  text: string;
}

/**
 * Reads a document as a phone does. Shares no code with the phone server, so it finds what the server writes wrongly.
 * @throws MalformedXml when it is not well-formed, has a DOCTYPE, or is not in the encoding that it claims.
 */
export function readXmlDocument(bytes: Uint8Array): XmlNode {
  return new DocumentReader(decodeXml(bytes)).read();
}

class DocumentReader {
  private at = 0;
  private root: XmlNode | null = null;
  private readonly open: OpenElement[] = [];

  constructor(private readonly text: string) {}

  read(): XmlNode {
    while (this.at < this.text.length) this.readNext();
    const unclosed = this.open.at(-1);
    if (unclosed) throw new MalformedXml(`<${unclosed.name}> is not closed`);
    if (this.root === null) throw new MalformedXml('no element');
    return this.root;
  }

  private readNext(): void {
    if (this.takes('<!--')) this.readComment();
    else if (this.takes('<![CDATA[')) this.addText(this.upTo(']]>'));
    else if (this.takes('<?')) this.readInstruction();
    else if (this.takes('</')) this.readEnd();
    else if (this.takes('<!')) throw new MalformedXml('a DOCTYPE or another declaration');
    else if (this.takes('<')) this.readStart();
    else this.readText();
  }

  private readComment(): void {
    if (this.upTo('-->').match(/--|-$/)) throw new MalformedXml('two hyphens in a comment');
  }

  private readInstruction(): void {
    if (/^xml$/i.test(this.name())) throw new MalformedXml('a declaration that is not at the start');
    this.upTo('?>');
  }

  private readStart(): void {
    if (this.root !== null) throw new MalformedXml('more than one root element');
    const name = this.name();
    const attributes = this.attributes(name);
    const isEmpty = this.takes('/');
    if (!this.takes('>')) throw new MalformedXml(`the tag <${name}> is not closed`);
    this.open.push({ name, attributes, children: [], text: '' });
    if (this.open.length > MAX_LEVELS) throw new MalformedXml(`more than ${MAX_LEVELS} levels`);
    if (isEmpty) this.close();
  }

  private attributes(element: string): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>();
    while (this.skipBlanks() && !this.isAt('/') && !this.isAt('>')) {
      const name = this.name();
      if (attributes.has(name)) throw new MalformedXml(`<${element}> has the attribute ${name} twice`);
      attributes.set(name, this.value(name));
    }
    return attributes;
  }

  private value(name: string): string {
    this.skipBlanks();
    if (!this.takes('=')) throw new MalformedXml(`the attribute ${name} has no value`);
    this.skipBlanks();
    const quote = ['"', "'"].find((mark) => this.takes(mark));
    if (quote === undefined) throw new MalformedXml(`the value of the attribute ${name} has no quotes`);
    const value = this.upTo(quote);
    if (value.includes('<')) throw new MalformedXml(`a < in the attribute ${name}`);
    // Literal blanks are normalised; character references stay.
    return resolveReferences(value.replace(/[\t\n]/g, ' '));
  }

  private readEnd(): void {
    const name = this.name();
    this.skipBlanks();
    if (!this.takes('>')) throw new MalformedXml(`the tag </${name}> is not closed`);
    if (this.open.at(-1)?.name !== name) throw new MalformedXml(`</${name}> closes no open element`);
    this.close();
  }

  private close(): void {
    const closed = this.open.pop();
    if (!closed) return;
    const parent = this.open.at(-1);
    if (parent) parent.children.push(closed);
    else this.root = closed;
  }

  private readText(): void {
    const next = this.text.indexOf('<', this.at);
    const raw = this.text.slice(this.at, next < 0 ? this.text.length : next);
    this.at += raw.length;
    if (raw.includes(']]>')) throw new MalformedXml('the end of a CDATA section that has no start');
    if (this.open.length > 0) this.addText(resolveReferences(raw));
    else if (/[^ \t\n]/.test(raw)) throw new MalformedXml('text outside the root element');
  }

  private addText(text: string): void {
    const element = this.open.at(-1);
    if (!element) throw new MalformedXml('text outside the root element');
    element.text += text;
  }

  private name(): string {
    const name = this.match(NAME);
    if (name === '') throw new MalformedXml(`no name at character ${this.at}`);
    return name;
  }

  /** Whether blanks were skipped, or the next character needs none before it. */
  private skipBlanks(): boolean {
    return this.match(BLANKS) !== '' || this.isAt('/') || this.isAt('>');
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private isAt(mark: string): boolean {
    return this.text.startsWith(mark, this.at);
  }

  private takes(mark: string): boolean {
    if (!this.isAt(mark)) return false;
    this.at += mark.length;
    return true;
  }

  /** The text before this mark. Skips the mark. */
  private upTo(mark: string): string {
    const end = this.text.indexOf(mark, this.at);
    if (end < 0) throw new MalformedXml(`${mark} is missing`);
    const found = this.text.slice(this.at, end);
    this.at = end + mark.length;
    return found;
  }
}
