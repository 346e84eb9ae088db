/** How a brand shows screens: its dialect and the limits of its phones. */
export type ScreensProfile =
  | AastraProfile
  | CanvasProfile
  | FanvilProfile
  | CiscoProfile
  | IppProfile
  | PpxmlProfile
  | SnomProfile
  | XhtmlProfile;

/** The dialect of Aastra and its relatives: Yealink, Htek (and so Sangoma s), Tiptel. */
export interface AastraProfile {
  readonly dialect: 'aastra';
  /** The prefix of root element names: `YealinkIPPhone`, or nothing. */
  readonly prefix: string;
  /** The value of a menu's `style` that numbers its items. */
  readonly numberedStyle: 'number' | 'numbered';
  /** The largest document in bytes that the phone reads. */
  readonly maxBytes: number;
  /** The most items of a menu. */
  readonly maxMenuItems: number;
  /** The numbers (from 1) of the soft keys with the actions. */
  readonly softKeys: { readonly ok: number; readonly exit: number };
  readonly contentType: string;
}

/** The dialect of Grandstream: everything is placed on a canvas, and there are no lists. */
export interface CanvasProfile {
  readonly dialect: 'canvas';
  /** The size of the pages in pixels: that of the smallest display of the listed models, or less. */
  readonly canvas: { readonly width: number; readonly height: number };
  /** The largest document in bytes that the phone reads. */
  readonly maxBytes: number;
  /** The most items of a menu, each of which is a soft key. */
  readonly maxMenuItems: number;
  readonly contentType: string;
}

/** The dialect of Cisco: its enterprise, SPA and multiplatform phones. */
export interface CiscoProfile {
  readonly dialect: 'cisco';
  /** The largest document in bytes that we send. */
  readonly maxBytes: number;
  /** The most items of a menu. */
  readonly maxMenuItems: number;
  readonly contentType: string;
}

/** The minibrowser of Snom and of Gigaset's P-series: one field a page. */
export interface SnomProfile {
  readonly dialect: 'snom';
  /** The largest document in bytes that we send. */
  readonly maxBytes: number;
  /** The most items of a menu. */
  readonly maxMenuItems: number;
  readonly contentType: string;
}

/** The dialect of Fanvil: menus like Cisco's, forms like Aastra's. */
export interface FanvilProfile {
  readonly dialect: 'fanvil';
  /** The largest document in bytes that the phone reads. */
  readonly maxBytes: number;
  /** The most items of a menu. */
  readonly maxMenuItems: number;
  /** The most fields of a form that are known to work. */
  readonly maxFields: number;
  readonly contentType: string;
}

/** The dialect of Panasonic: text on numbered lines of the display. */
export interface PpxmlProfile {
  readonly dialect: 'ppxml';
  /** The largest document in bytes that we send. */
  readonly maxBytes: number;
  /** The most items of a menu. */
  readonly maxMenuItems: number;
  /** The width of a line of text, in characters. */
  readonly columns: number;
  /** The most lines of text of one page. */
  readonly maxLines: number;
  readonly contentType: string;
}

/** The microbrowser of Polycom: strict XHTML. */
export interface XhtmlProfile {
  readonly dialect: 'xhtml';
  /** The largest document in bytes that we send. */
  readonly maxBytes: number;
  /** The most links of a menu. */
  readonly maxMenuItems: number;
  readonly contentType: string;
}

/** The XML applications of Unify: lists, forms and alerts. */
export interface IppProfile {
  readonly dialect: 'ipp';
  /** The largest document in bytes that we send. */
  readonly maxBytes: number;
  /** The most options of a list. */
  readonly maxMenuItems: number;
  readonly contentType: string;
}

/** The profile for a model: the brand's, with the model's own canvas if it has one. Null: the brand has no screens. */
export function screensProfileOf(
  { screens }: { readonly screens: ScreensProfile | null },
  { canvas }: { readonly canvas?: CanvasProfile['canvas'] },
): ScreensProfile | null {
  return screens?.dialect === 'canvas' && canvas ? { ...screens, canvas } : screens;
}
