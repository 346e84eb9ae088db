import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** A certificate and its key, as PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

interface Issuer extends Pair {
  readonly name: Buffer;
  readonly privateKey: KeyObject;
}

export interface CertificateOptions {
  /** The common names. */
  readonly names: readonly string[];
  /** The issuer that signs it. Without one it is a self-signed root. */
  readonly issuer?: Issuer;
  readonly endsAt?: Date;
}

const DAY_MS = 86_400_000;

/** Makes an X.509 v3 certificate (EC P-256) for 127.0.0.1. It has only the fields that the tests need. */
export function makeCertificate({ names, issuer, endsAt }: CertificateOptions): Issuer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = nameOf(names);
  const ends = endsAt ?? new Date(Date.now() + DAY_MS);
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    issuer?.name ?? name,
    sequence(time(new Date(ends.getTime() - 2 * DAY_MS)), time(ends)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(issuer ? FOR_LOOPBACK : AUTHORITY)),
  );
  const signature = createSign('sha256')
    .update(body)
    .sign(issuer?.privateKey ?? privateKey);
  const der = sequence(body, ECDSA_WITH_SHA256, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return {
    name,
    privateKey,
    cert: pemOf(der),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function tagged(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function sequence(...content: readonly Buffer[]): Buffer {
  return tagged(0x30, ...content);
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

/** UTCTime, with two-digit years. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`, 'ascii'));
}

function nameOf(names: readonly string[]): Buffer {
  const commonName = objectId('550403');
  return sequence(
    ...names.map((text) => tagged(0x31, sequence(commonName, tagged(0x0c, Buffer.from(text, 'utf8'))))),
  );
}

const ECDSA_WITH_SHA256 = sequence(objectId('2a8648ce3d040302'));
const TRUE = tagged(0x01, Buffer.from([0xff]));
/** basicConstraints: a certificate authority. */
const AUTHORITY = sequence(objectId('551d13'), TRUE, tagged(0x04, sequence(TRUE)));
/** subjectAltName: 127.0.0.1, the address of the servers under test. */
const FOR_LOOPBACK = sequence(
  objectId('551d11'),
  tagged(0x04, sequence(tagged(0x87, Buffer.from([127, 0, 0, 1])))),
);

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
