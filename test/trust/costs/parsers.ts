import { BRANDS } from '../../../phoneapps';
import { AmiOverlong, createAmiReader } from '../../../src/asterisk/reader';
import { addressOfUri, parseHostPort } from '../../../src/asterisk/values';
import { canonicalAddress, isInNetworks, isNetwork, sourceOf } from '../../../src/lib/ip';
import { parseMac } from '../../../src/lib/mac';
import { parseConfigText } from '../../../src/pbx/asterisk-config';
import { identifyPhone, readModelHeader, readUserAgent } from '../../../src/phones/brands/identify';
import { verifyBasic } from '../../../src/phones/http/auth/basic';
import { verifyDigest } from '../../../src/phones/http/auth/digest';
import { MAX_HEADER_CHARACTERS } from '../../../src/phones/http/auth/login';
import { createNonces } from '../../../src/phones/http/auth/nonces';
import { onlyMacIn } from '../../../src/phones/http/client-certificate';
import { PROTOCOLS } from '../../../src/phones/provisioning/protocols';
import { MAX_MESSAGE_BYTES } from '../../../src/phones/provisioning/protocols/router';
import { identifyFile } from '../../../src/phones/provisioning/requested-file';
import { readsOnlyLatin1 } from '../../../src/phones/screens/latin1';
import { languageOfHeader } from '../../../src/phones/screens/strings';
import { negotiateOptions } from '../../../src/phones/tftp/options';
import { readPacket } from '../../../src/phones/tftp/packets';
import { profileOf } from '../../device-profiles';

/** Something that reads what a stranger sends. */
export interface Parser {
  readonly name: string;
  /** The longest text that reaches it. */
  readonly limit: number;
  /** Prepares the input that has this text in it; the result reads it. */
  prepare(text: string): () => unknown;
}

/** Node refuses longer headers and request lines (listeners/listen.ts). */
export const MAX_HEADER = 16_384;
/** The largest UDP packet. */
const MAX_PACKET = 65_507;

/** Where a text can stand in a message of a provisioning service. */
const XML_PLACES: Readonly<Record<string, (text: string) => string>> = {
  alone: (text) => text,
  'in a nonce': (text) => messageOf(`<Message nonce="${text}">${REASON}</Message>`),
  'among attributes': (text) => messageOf(`<Message nonce="1" ${text}>${REASON}</Message>`),
  'in a name': (text) => messageOf(`<Message nonce="1"><a${text}>x</a${text}></Message>`),
  'in a value': (text) => messageOf(inMessage(`<Item name="a">${text}</Item>`)),
  'as the MAC': (text) => messageOf(inMessage(`<Item name="mac-addr" ${text}>${text}</Item>`)),
  'among items': (text) => messageOf(inMessage(text)),
  'after nearly 5,000 elements': (text) =>
    messageOf(inMessage('<a/>'.repeat(text.length / 13) + text.slice(0, wholePieces(text.length / 2)))),
  'in a comment': (text) => messageOf(`<!--${text}--><Message nonce="1"/>`),
  'in CDATA': (text) => messageOf(inMessage(`<Item name="a"><![CDATA[${text}]]></Item>`)),
  'in an instruction': (text) => messageOf(`<?a ${text}?><Message nonce="1"/>`),
  'in a DOCTYPE': (text) => `<!DOCTYPE a [${text}]><WorkpointMessage/>`,
  'after the end': (text) => messageOf('') + text,
};

/** A length at which no piece of a shape is cut: half an entity would be refused, and cost nothing. */
const wholePieces = (length: number) => Math.floor(length / 420) * 420;

const REASON = '<ReasonForContact>start-up</ReasonForContact>';
const messageOf = (content: string) => `<WorkpointMessage>${content}</WorkpointMessage>`;
const inMessage = (items: string) => `<Message nonce="1">${REASON}<ItemList>${items}</ItemList></Message>`;

/** What a text costs anywhere in a User-Agent, for the patterns of all brands. */
const USER_AGENTS = BRANDS.map((brand) => {
  const [model = ''] = Object.keys(brand.models);
  return profileOf(brand).userAgent(model, '02005e000010');
});

/** The text in the place of each word of a User-Agent. */
function userAgentsWith(text: string): string[] {
  return USER_AGENTS.flatMap((real) =>
    [...real.matchAll(/[\w.:]+/g)].map(({ index, 0: word }) =>
      (real.slice(0, index) + word.slice(0, 1) + text + real.slice(index)).slice(0, MAX_HEADER),
    ),
  );
}

const LOGIN = { user: 'phones', password: 'secret' };
const NONCES = createNonces(Buffer.alloc(32), () => 0);
const NETWORKS = ['10.0.0.0/8', 'fd00::/8'];

/** One after the other: the text comes where a value, a quoted value or a name is expected. */
const authorizations = (scheme: string, text: string) =>
  ['', 'username=', 'username="', 'nonce="x", '].map((start) => `${scheme} ${start}${text}`);

const xml = Object.entries(XML_PLACES).map(
  ([place, fill]): Parser => ({
    name: `message of a provisioning service, ${place}`,
    limit: MAX_MESSAGE_BYTES - 300,
    prepare(text) {
      const body = Buffer.from(fill(text), 'utf8').subarray(0, MAX_MESSAGE_BYTES);
      return () => [PROTOCOLS.dls.claimedMac(body), PROTOCOLS.dls.read(body)];
    },
  }),
);

const header = (name: string, read: (text: string) => unknown): Parser => ({
  name,
  limit: MAX_HEADER,
  prepare: (text) => () => read(text),
});

export const PARSERS: readonly Parser[] = [
  ...xml,
  header('file name', (text) => [identifyFile(BRANDS, text, ''), identifyFile(BRANDS, `cfg${text}`, '')]),
  header('file name without its limit', (text) => {
    for (const start of ['', 'cfg005058000001', '005058000001-', 'y', 'SEP'])
      identifyPhone(BRANDS, `${start}${text}`.slice(0, 1_000), '');
  }),
  {
    name: 'User-Agent, the patterns of all brands',
    limit: 4_000,
    prepare(text) {
      const all = userAgentsWith(text);
      return () => {
        for (const userAgent of all) for (const brand of BRANDS) readUserAgent(brand, userAgent);
      };
    },
  },
  header('model header', (text) => BRANDS.map((brand) => readModelHeader(brand, `CP-8832${text}`))),
  header('Accept-Language', languageOfHeader),
  header('Accept-Charset', readsOnlyLatin1),
  {
    name: 'Authorization, basic',
    limit: MAX_HEADER_CHARACTERS - 20,
    prepare: (text) => () => authorizations('Basic', text).map((each) => verifyBasic(each, LOGIN)),
  },
  {
    name: 'Authorization, digest',
    // Just short enough to be read (http/auth/login.ts).
    limit: MAX_HEADER_CHARACTERS - 20,
    prepare: (text) => () =>
      authorizations('Digest', text).map((each) =>
        verifyDigest(each, { method: 'GET', target: '/' }, LOGIN, NONCES),
      ),
  },
  header('address', (text) => [
    canonicalAddress(text),
    sourceOf(text),
    isNetwork(text),
    isInNetworks(text, NETWORKS),
    parseMac(text),
    onlyMacIn(text),
  ]),
  header('contact of Asterisk', (text) =>
    ['', 'sip:', 'sip:a@', '['].map((start) => [addressOfUri(start + text), parseHostPort(start + text)]),
  ),
  {
    name: 'TFTP packet',
    limit: MAX_PACKET,
    prepare(text) {
      const bytes = Buffer.concat([Buffer.from([0, 1]), Buffer.from(text, 'latin1')]);
      return () => {
        const packet = readPacket(bytes);
        if (packet.kind === 'read') negotiateOptions(packet.options, 1_000);
      };
    },
  },
  {
    name: 'TFTP request',
    limit: 480,
    prepare(text) {
      const bytes = Buffer.from(`\0\x01x\0octet\0${text}\0`, 'latin1');
      return () => {
        const packet = readPacket(bytes);
        if (packet.kind === 'read') negotiateOptions(packet.options, 1_000);
      };
    },
  },
  {
    name: 'AMI message',
    limit: 1_000_000,
    prepare(text) {
      const bytes = Buffer.from(text, 'utf8');
      return () => readInPackets(bytes, 65_536);
    },
  },
  {
    name: 'AMI message in small packets',
    limit: 64_000,
    prepare(text) {
      const bytes = Buffer.from(text, 'utf8');
      return () => readInPackets(bytes, 40);
    },
  },
  {
    name: 'line of voicemail.conf',
    limit: MAX_HEADER,
    prepare(text) {
      const file = `[default]\n1001 = 4711,${text}\n`;
      return () => parseConfigText(file);
    },
  },
];

/** A reader that refuses what it gets is done: the connection is closed. */
function readInPackets(bytes: Buffer, size: number): void {
  const reader = createAmiReader(() => undefined);
  try {
    for (let at = 0; at < bytes.length; at += size) reader.take(bytes.subarray(at, at + size));
  } catch (error) {
    if (!(error instanceof AmiOverlong)) throw error;
  }
}
