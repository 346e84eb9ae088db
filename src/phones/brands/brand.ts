import type { Key } from '../../desk/model';
import type { ApplyMethod } from '../../desk/ports/brands';
import type { ScreensProfile } from '../screens/screens-profile';
import type { FormatName } from './format-name';
import type { Parameters } from './parameters';

/** The languages in which phones and their provisioning services talk. */
export type ProtocolName = 'dls';

/** The SIP account of a logged-in phone, independent of the vendor. */
export interface Account {
  readonly user: string;
  readonly authUser: string;
  readonly secret: string;
  readonly server: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly displayName: string;
  readonly voicemailNumber: string;
}

/** The config of a phone, independent of the vendor. A brand turns it into its parameters. */
export interface PhoneConfig {
  /** Null: a logged-out phone (the default login). */
  readonly account: Account | null;
  /** One for each programmable line key of the model, from the first; `none` for an empty one. */
  readonly lineKeys: readonly Key[];
  /** The same for the soft keys. */
  readonly softKeys: readonly Key[];
  /** Where the phone fetches its next config, with a slash at the end; null: leave the phone's value. */
  readonly provisioningUrl: string | null;
  /** The login for that URL; null or missing: leave the phone's value. */
  readonly provisioningLogin?: { readonly user: string; readonly password: string } | null;
  /** How often the phone polls for a new config, in minutes. */
  readonly pollMinutes: number;
  readonly timezone: string;
  readonly ntpServer: string;
  readonly language: string | null;
  readonly phoneAdminPassword: string | null;
}

/** What a model can do, from the vendor's documents (the brand's index.ts names the source). */
export interface Model {
  readonly accounts: number;
  /** Programmable line keys, without expansion modules. */
  readonly lineKeys: number;
  /** Programmable soft keys of the idle screen. */
  readonly softKeys: number;
  /** All its keys open one page, which the config names once: a logged-out phone shows one login, not two. */
  readonly oneAppUrl?: true;
  /**
   * The name of the phone's menu entry that opens the page, where no key can. The entry counts as a soft key and shows no
   * label of ours.
   */
  readonly appEntry?: string;
  /** Its one line needs no key: it gets no line key, and a template's line key is left out. */
  readonly lineWithoutKey?: true;
  /** The apply methods that work, best first. */
  readonly apply: readonly ApplyMethod[];
  /** Its display in pixels, where it differs from the canvas of the brand's screens. */
  readonly canvas?: { readonly width: number; readonly height: number };
  /** The most fields in one form; with fewer than two, the login asks in two steps. Null: it shows no screens. */
  readonly formFields: number | null;
}

/** A file that phones of a brand ask for. `pattern` has the group `mac` when the name contains the MAC. */
export interface FileRule {
  readonly pattern: RegExp;
  /**
   * `config`: the phone's config. `absent`: always 404, which the vendor's chain of files needs. `fixed`: the same bytes
   * for every phone; they only name the next file.
   */
  readonly role: 'config' | 'absent' | 'fixed';
  /** The content of a fixed file. */
  readonly content?: string;
}

/** A brand of phones, as data. Every field is a fact about the phones; the brand's limitations.md says what is inferred. */
export interface Brand {
  /** The brand's name in URLs, tables and REST: lower case, no spaces. */
  readonly id: string;
  readonly name: string;
  readonly identity: {
    /** MAC prefixes, lower case: three octets, or more for a range inside another brand's OUI. */
    readonly ouis: readonly string[];
    /** OUIs of a white label that belong to its maker's brand. They do not identify it; its User-Agent must. */
    readonly sharedOuis?: readonly string[];
    /**
     * HTTP User-Agents, with the groups `model`, `firmware` and `mac` where present. Empty: the User-Agent is not
     * specific, and only file names identify the brand.
     */
    readonly userAgents: readonly RegExp[];
    /** The request header with the model (group `model`), where the browser's User-Agent has none. */
    readonly modelHeader?: { readonly name: string; readonly pattern: RegExp };
    /** SIP User-Agents, as Asterisk reports them for contacts. */
    readonly sipUserAgents: readonly RegExp[];
  };
  /** In the order in which a phone asks. */
  readonly files: readonly FileRule[];
  /**
   * The name of the phone's own config file, as the phone writes it: the last file that it takes during a boot. `mac` has
   * 12 lower-case hex digits; `model` is a key of `models`, or empty when unknown.
   */
  configFile(mac: string, model: string): string;
  /** The phones fetch exactly the URL that they have, without appending a file name: a link ends in the config file's name. */
  readonly fetchesUrlItself?: true;
  /** Names of files that phones upload (logs, user settings). They are accepted, so that the phone does not complain, and dropped. */
  readonly uploads?: readonly RegExp[];
  /**
   * For phones that use a provisioning protocol instead of fetching files: the path to which they POST, and the protocol.
   * They get the content of the config file in `files`.
   */
  readonly protocol?: { readonly path: string; readonly name: ProtocolName };
  /** Whether the phone stores the provisioning URL of its config. Required where tokens are demanded everywhere. */
  readonly keepsUrl: boolean;
  /**
   * The HTTP login that its phones support. `digest`: basic and digest. `basic`: basic only, also where the settings
   * demand digest. `none`: no login; its phones are exempt, and it must not share file names with another brand. A brand that
   * supports one writes `provisioningLogin` into its config, so that the phone can log in next time.
   */
  readonly httpAuth: 'digest' | 'basic' | 'none';
  /** By lower-case model name, as `modelOf` returns it. */
  readonly models: Readonly<Record<string, Model>>;
  /** For a model that is not in `models`: conservative numbers that suit every model. */
  readonly unknownModel: Model;
  /** The model's key in `models` for a name from a User-Agent or an admin. */
  modelOf(name: string): string;
  readonly format: FormatName;
  /** The MIME type of its config files. */
  readonly contentType: string;
  /** The config as vendor parameters, with an explicit "off" for every unused account and key. */
  parameters(config: PhoneConfig, model: Model): Parameters;
  readonly screens: ScreensProfile | null;
  /** The port on which unregistered phones listen for SIP. */
  readonly sipPort: number;
  /** Parameters from an admin's files, by model or `*` for all. They override the brand's; templates override them. */
  readonly adminParameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The limitations of a brand that an admin added; built-in brands have a limitations.md. */
  readonly limitations?: string;
  /** For a white label that an admin added: the brand that it really is. */
  readonly whiteLabel?: {
    /** The id of the real brand. */
    readonly brand: string;
    /** The real brand's model for each model of the white label. */
    readonly models: Readonly<Record<string, string>>;
    /** Its User-Agent over HTTP and SIP. */
    userAgent(model: string, mac: string): string;
  };
  /** The phones have neither screens nor a MAC: they are created and logged in by REST. */
  readonly createdByRest: boolean;
}
