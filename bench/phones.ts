/** A phone of the load: its MAC, address and User-Agent. */
export interface BenchPhone {
  readonly mac: string;
  /** A loopback address that no other phone has, as with desk phones. */
  readonly address: string;
  readonly userAgent: string;
}

/** Groups of phones share no MAC and no address. They are numbered from 1 to 9. */
export const GROUPS = { booting: 1, loggingIn: 2, oneByOne: 3, atOnce: 4 } as const;

export const MODEL = 's500';

/** `count` Sangoma s500 of a group. */
export function benchPhones(group: number, count: number): BenchPhone[] {
  return Array.from({ length: count }, (_, index) => benchPhone(group, index));
}

function benchPhone(group: number, index: number): BenchPhone {
  const mac = `005058${group}${index.toString(16).padStart(5, '0')}`;
  const colons = (mac.match(/../g) ?? []).join(':').toUpperCase();
  return {
    mac,
    address: `127.${group}.${Math.floor(index / 250)}.${1 + (index % 250)}`,
    userAgent: `Sangoma S500 2.0.4.67 ${colons}`,
  };
}

/** The file that such a phone asks for. */
export function fileOf({ mac }: Pick<BenchPhone, 'mac'>): string {
  return `cfg${mac}.xml`;
}

/** The token in the URLs of a config. Errors: there is none. */
export function tokenIn(config: string): string {
  const token = /\/apps\/([\w-]{22}|[\w-]{32})\//.exec(config)?.[1];
  if (token === undefined) throw new Error(`no token in ${JSON.stringify(config.slice(0, 200))}`);
  return token;
}
