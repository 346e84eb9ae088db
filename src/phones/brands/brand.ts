import type { Key } from '../../desk/model';
import type { ApplyMethod } from '../../desk/ports/brands';
import type { ScreensProfile } from '../screens/screens-profile';
import type { FormatName } from './format-name';
import type { Parameters } from './parameters';

/** The languages in which phones and their provisioning services talk. */
export type ProtocolName = 'dls';

/** The account that a logged-in phone gets, in no vendor's words. */
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

/** What a phone is to be, in no vendor's words. A brand turns it into its parameters. */
export interface PhoneConfig {
  /** Null: a logged-out phone (the default login). */
  readonly account: Account | null;
  /** One for each programmable line key of the model, from the first; `none` where nothing is to be. */
  readonly lineKeys: readonly Key[];
  /** The same for the soft keys. */
  readonly softKeys: readonly Key[];
  /** Where the phone fetches its config from now on, with a slash at the end; null: leave what it has. */
  readonly provisioningUrl: string | null;
  /** What it logs in with there; null or none: leave what it has. */
  readonly provisioningLogin?: { readonly user: string; readonly password: string } | null;
  /** How often it looks for a new config by itself, in minutes. */
  readonly pollMinutes: number;
  readonly timezone: string;
  readonly ntpServer: string;
  readonly language: string | null;
  readonly phoneAdminPassword: string | null;
}

/** A model of a brand: its numbers, all from the vendor's documents (see the brand's index.ts for the source). */
export interface Model {
  readonly accounts: number;
  /** Programmable line keys, without expansion modules. */
  readonly lineKeys: number;
  /** Programmable soft keys of the idle screen. */
  readonly softKeys: number;
  /** All its keys open the same page, which the config names once: so a logged-out phone shows one login, not two. */
  readonly oneAppUrl?: true;
  /**
   * What it calls the entry of its own menu that opens the page, where no key can; the entry is counted as a soft key,
   * and shows no label of ours.
   */
  readonly appEntry?: string;
  /** Its one line is there without a key: it gets no line key, and a template's is left out. */
  readonly lineWithoutKey?: true;
  /** How it may be made to take its new config, the best first. */
  readonly apply: readonly ApplyMethod[];
  /** Its display in pixels, where pages are drawn and it is not what the brand's screens are drawn for. */
  readonly canvas?: { readonly width: number; readonly height: number };
  /** The most fields of one form; less than two makes the login ask in two steps. Null: it shows no screens. */
  readonly formFields: number | null;
}

/** A file that phones of a brand ask for. `pattern` has the group `mac` when the name holds the MAC. */
export interface FileRule {
  readonly pattern: RegExp;
  /**
   * `config`: we make it. `absent`: we answer 404, which the vendor's chain of files needs. `fixed`: every phone gets the
   * same bytes, which tell it nothing but where to go on.
   */
  readonly role: 'config' | 'absent' | 'fixed';
  /** What stands in a fixed file. */
  readonly content?: string;
}

/**
 * A brand of phones, as data. Every field is a fact about the vendor's phones; what is inferred is said in the
 * brand's limitations.md.
 */
export interface Brand {
  /** Its name in URLs, tables and REST: lower case, no spaces. */
  readonly id: string;
  readonly name: string;
  readonly identity: {
    /** The first three octets of its MACs, lower case; a range inside another brand's octets as a longer prefix. */
    readonly ouis: readonly string[];
    /** Octets of a white label that belong to its maker's brand: they say nothing of it, its User-Agent must. */
    readonly sharedOuis?: readonly string[];
    /**
     * HTTP User-Agents, with the groups `model`, `firmware` and `mac` where they hold them. None: what such a phone says
     * over HTTP could be anybody's, and only the names of its files tell it.
     */
    readonly userAgents: readonly RegExp[];
    /** The header in which its browser says its model (group `model`), where its User-Agent does not. */
    readonly modelHeader?: { readonly name: string; readonly pattern: RegExp };
    /** SIP User-Agents, as Asterisk sees them on contacts. */
    readonly sipUserAgents: readonly RegExp[];
  };
  /** In the order in which a phone asks for them. */
  readonly files: readonly FileRule[];
  /**
   * The name of the file that holds a phone's own config, as the phone writes it: the last one of its boot that it takes.
   * `mac` has 12 lower-case hex digits; `model` is a key of `models`, or empty where nobody knows it.
   */
  configFile(mac: string, model: string): string;
  /** Its phones fetch exactly the URL that they were given, and no file behind it: a link ends in the config file's name. */
  readonly fetchesUrlItself?: true;
  /** Names of files that phones send us (logs, what users set). They are taken, so that no phone complains, and dropped. */
  readonly uploads?: readonly RegExp[];
  /**
   * Where its phones ask for no file but talk with their provisioning service: the path to which they POST their messages,
   * and the language of these. What a dialogue gives them is the config file of `files`.
   */
  readonly protocol?: { readonly path: string; readonly language: ProtocolName };
  /** Whether the phone keeps the provisioning URL that a config gives it (then the strict token works). */
  readonly keepsUrl: boolean;
  /**
   * How its phones can log in by HTTP for their files. `digest`: by basic and digest; `basic`: only by that, also where
   * the settings demand digest; `none`: they cannot, and are exempt. An exempt brand shares no file names with another.
   * One that can writes `provisioningLogin` into its config, so that the phone can come back.
   */
  readonly httpAuth: 'digest' | 'basic' | 'none';
  /** By lower-case model name, as `modelOf` returns it. */
  readonly models: Readonly<Record<string, Model>>;
  /** Stands for a model of this brand that nobody has listed: careful numbers that harm none. */
  readonly unknownModel: Model;
  /** The model's key in `models` from what a User-Agent or an admin says. */
  modelOf(said: string): string;
  readonly format: FormatName;
  /** The MIME type of its config files. */
  readonly contentType: string;
  /** The config as vendor parameters: explicit "off" for every account and key slot that is not used. */
  parameters(config: PhoneConfig, model: Model): Parameters;
  readonly screens: ScreensProfile | null;
  /** Where its phones listen for SIP without a registration. */
  readonly sipPort: number;
  /** By model, or `*` for all: parameters of an admin's own files. They win over the brand's, and templates over them. */
  readonly adminParameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What is known of a brand that an admin added; else it stands in limitations.md. */
  readonly limitations?: string;
  /** Another brand's phone under another name, made by an admin: what it is really. */
  readonly whiteLabel?: {
    /** The id of the other brand. */
    readonly brand: string;
    /** The other brand's model by each of ours. */
    readonly models: Readonly<Record<string, string>>;
    /** What it says over HTTP and SIP. */
    userAgent(model: string, mac: string): string;
  };
  /** Has no screens and no MAC of its own: made and logged in by REST. */
  readonly createdByRest: boolean;
}
