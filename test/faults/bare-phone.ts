import type { Mac } from '../../src/lib/mac';
import type { ChildService } from '../trust/child-service';
import { requestAs } from '../walks/child-support';

/** A Sangoma phone without SIP: it fetches its config and opens pages, one request at a time. */
export interface BarePhone {
  readonly mac: Mac;
  /** Fetches the config by the URL that it was given last; by the bare one at first, and after `forget`. */
  fetch(): Promise<FetchAnswer>;
  logIn(extension: string, pin: string): Promise<PageAnswer>;
  logOut(): Promise<PageAnswer>;
  /** Forgets its config, as a factory reset does. */
  forget(): void;
}

export interface FetchAnswer {
  readonly status: number;
  /** The account in the config; null for a default login or another status. */
  readonly account: string | null;
}

export interface PageAnswer {
  readonly status: number;
  readonly title: string;
}

export function createBarePhone(
  service: Pick<ChildService, 'phonesPort'>,
  mac: Mac,
  address: string,
): BarePhone {
  const bareUrl = `http://127.0.0.1:${service.phonesPort}/provision/`;
  let urls = { files: bareUrl, app: '' };
  const open = async (step: string): Promise<PageAnswer> => {
    if (urls.app === '') throw new Error(`${mac} has no config, and so no key that opens a page`);
    const { status, body } = await requestAs(address, `${urls.app}/${step}`);
    return { status, title: /<Title[^>]*>([^<]*)</.exec(body)?.[1] ?? '' };
  };
  return {
    mac,
    async fetch() {
      const { status, body } = await requestAs(address, `${urls.files}cfg${mac}.xml`);
      if (status !== 200) return { status, account: null };
      urls = { files: parameter(body, 'P237'), app: /http:[^<]*\/apps\/[^<]*\/i/.exec(body)?.[0] ?? '' };
      return { status, account: parameter(body, 'P35') || null };
    },
    logIn: (extension, pin) => open(`login?extension=${extension}&password=${pin}`),
    logOut: () => open('logout'),
    forget: () => {
      urls = { files: bareUrl, app: '' };
    },
  };
}

function parameter(config: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(config)?.[1] ?? '';
}
