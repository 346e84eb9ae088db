/** How a brand shows screens: which dialect, and what is special about it. One member for each dialect. */
export type ScreensProfile =
  | AastraProfile
  | CanvasProfile
  | FanvilProfile
  | CiscoProfile
  | IppProfile
  | PpxmlProfile
  | SnomProfile
  | XhtmlProfile;

/** The dialect of Aastra and its descendants: Yealink, Htek (and so Sangoma s), Tiptel. */
export interface AastraProfile {
  readonly dialect: 'aastra';
  /** What stands before the names of root elements: `YealinkIPPhone`, or nothing. */
  readonly prefix: string;
  /** The value of a menu's `style` that numbers its items. */
  readonly numberedStyle: 'number' | 'numbered';
  /** The largest document in bytes that the phone reads. */
  readonly maxBytes: number;
  /** The most items of a menu. */
  readonly maxMenuItems: number;
  /** The soft keys (from 1) that carry the actions. */
  readonly softKeys: { readonly ok: number; readonly exit: number };
  readonly contentType: string;
}

/** The dialect of Grandstream: everything has a place on a canvas, and there are no lists. */
export interface CanvasProfile {
  readonly dialect: 'canvas';
  /** What the pages are drawn for, in pixels: the smallest display of the models that are listed, or less. */
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

/** The minibrowser of Snom, and so of Gigaset's P-series: one field a page. */
export interface SnomProfile {
  readonly dialect: 'snom';
  /** The largest document in bytes that we send. */
  readonly maxBytes: number;
  /** The most items of a menu. */
  readonly maxMenuItems: number;
  readonly contentType: string;
}

/** The dialect of Fanvil: half of it is Cisco's, half Aastra's. */
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

/** The dialect of Panasonic: what stands on which line of the display. */
export interface PpxmlProfile {
  readonly dialect: 'ppxml';
  /** The largest document in bytes that we send. */
  readonly maxBytes: number;
  /** The most items of a menu. */
  readonly maxMenuItems: number;
  /** Where a line of text is broken, in characters. */
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
