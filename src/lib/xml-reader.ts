import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { errorText } from './errors';

/** An element of a document. `text` is all character data directly inside it, joined, not trimmed. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** The document is not well-formed, or contains something that phones do not support. */
export class BrokenXml extends Error {
  override readonly name = 'BrokenXml';
}

const ATTRIBUTES = ':@';
const TEXT = '#text';
const CDATA = '#cdata';

/** More than any document of a phone or of ours has. */
const MAX_LEVELS = 100;
const MAX_ELEMENTS = 5_000;

/** Entities are resolved here: the library accepts unknown ones, phones do not. */
const parser = new XMLParser({
  preserveOrder: true,
  maxNestedTags: MAX_LEVELS,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  processEntities: false,
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  cdataPropName: CDATA,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/**
 * Parses a document (UTF-8, or ISO-8859-1 if declared) and returns its root element.
 * @throws BrokenXml if it is not well-formed, has a DOCTYPE, or is not in its declared encoding.
 */
export function readXml(bytes: Uint8Array): XmlElement {
  const text = decode(bytes).replace(/\r\n?/g, '\n');
  if (FORBIDDEN.test(text)) throw new BrokenXml('a character that XML does not allow');
  if (/<!DOCTYPE/i.test(text)) throw new BrokenXml('a DOCTYPE');
  // Before the library parses: an element costs it far more than its characters.
  if (hasMoreElements(text, MAX_ELEMENTS)) throw new BrokenXml(`more than ${MAX_ELEMENTS} elements`);
  const result = XMLValidator.validate(text);
  if (result !== true) throw new BrokenXml(`line ${result.err.line}: ${result.err.msg}`);
  const roots = elementsOf(parse(text));
  const [root] = roots;
  if (root === undefined || roots.length > 1 || !/>\s*$/.test(text)) {
    throw new BrokenXml('not exactly one root element');
  }
  return root;
}

/** The first child of that name, or null. */
export function childOf(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((child) => child.name === name) ?? null;
}

/** All children of that name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function hasMoreElements(text: string, most: number): boolean {
  let elements = 0;
  for (const _ of text.matchAll(/<[^/!?]/g)) if (++elements > most) return true;
  return false;
}

/** The library throws beyond MAX_LEVELS. */
function parse(text: string): unknown {
  try {
    return parser.parse(text);
  } catch (cause) {
    throw new BrokenXml(errorText(cause), { cause });
  }
}

function decode(bytes: Uint8Array): string {
  const prolog = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const encoding = /^(?:\xEF\xBB\xBF)?<\?xml[^>]*?encoding=["']([^"']*)["']/.exec(prolog)?.[1] ?? 'UTF-8';
  if (!/^(utf-8|iso-8859-1)$/i.test(encoding)) throw new BrokenXml(`the encoding ${encoding}`);
  if (/^iso/i.test(encoding)) return Buffer.from(bytes).toString('latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new BrokenXml('bytes that are not UTF-8', { cause });
  }
}

/** A node in the library's ordered form: an own property has its name and content, another one its attributes. */
type Node = Readonly<Record<string, unknown>>;

function elementsOf(nodes: unknown): XmlElement[] {
  return nodesOf(nodes).flatMap((node) => {
    const name = nameOf(node);
    return name === TEXT || name === CDATA ? [] : [elementOf(name, node)];
  });
}

/** Looks at each node once: there may be thousands. */
function elementOf(name: string, node: Node): XmlElement {
  const children: XmlElement[] = [];
  let text = '';
  for (const child of nodesOf(node[name])) {
    const childName = nameOf(child);
    if (childName === TEXT) text += resolveEntities(String(child[TEXT]));
    else if (childName === CDATA) text += rawTextOf(child[CDATA]);
    else children.push(elementOf(childName, child));
  }
  return { name, attributes: attributesOf(node[ATTRIBUTES]), children, text };
}

function rawTextOf(content: unknown): string {
  return nodesOf(content)
    .map((node) => String(node[TEXT] ?? ''))
    .join('');
}

function attributesOf(attributes: unknown): ReadonlyMap<string, string> {
  const entries = isNode(attributes) ? Object.entries(attributes) : [];
  return new Map(entries.map(([name, value]) => [name, resolveEntities(String(value))]));
}

function nodesOf(content: unknown): readonly Node[] {
  return Array.isArray(content) ? content.filter(isNode) : [];
}

function nameOf(node: Node): string {
  return Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** A reference has a bounded length, so that a text full of `&` is read once and not once for each of them. */
function resolveEntities(text: string): string {
  return text.replace(/&(?:([^;&\s]{1,10});)?/g, (_, name: string | undefined) => {
    if (name === undefined) throw new BrokenXml('an & that begins no entity');
    return entity(name);
  });
}

function entity(name: string): string {
  const numeric = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name);
  if (numeric === null) {
    const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
    if (known === undefined) throw new BrokenXml(`the unknown entity &${name};`);
    return known;
  }
  const code = numeric[1] === undefined ? Number(numeric[2]) : Number.parseInt(numeric[1], 16);
  const character = code <= 0x10ffff ? String.fromCodePoint(code) : '\0';
  if (FORBIDDEN.test(character)) throw new BrokenXml(`the character &${name};, which XML does not allow`);
  return character;
}
